using System.CommandLine;
using Garita.Authority.Vault;
using Garita.Cli.Api;
using Garita.Cli.Output;

namespace Garita.Cli.Commands;

/// <summary>What one invocation works with: its options, its terminal and, when it asks, its server.</summary>
public sealed class CliSession(ParseResult parsed, Terminal terminal, TimeProvider time)
{
    /// <summary>The parsed command line.</summary>
    public ParseResult Parsed { get; } = parsed;

    /// <summary>Where to print and ask.</summary>
    public Terminal Terminal { get; } = terminal;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The data directory as a full path.</summary>
    public string DataDirectory => Path.GetFullPath(
        Parsed.GetValue(GlobalOptions.Data) ?? Named("GARITA_DATA") ?? "garita-data");

    /// <summary>Opens the API of the context in force. The caller disposes it.</summary>
    public ApiClient OpenApi() => ApiClient.For(LoadContext());

    /// <summary>The context in force.</summary>
    public OperatorContext LoadContext()
    {
        string? named = Parsed.GetValue(GlobalOptions.Context) ?? Named("GARITA_CONTEXT");
        return OperatorContext.Load(Path.GetFullPath(named ?? FindLocalContext()));
    }

    // The first operator's context, which 'init' leaves in the data directory; a second one there must be named.
    private string FindLocalContext()
    {
        string operators = new VaultLayout(DataDirectory).Operators;
        string[] found = Directory.Exists(operators) ? Directory.GetDirectories(operators) : [];
        return found.Length switch
        {
            0 => operators,
            1 => found[0],
            _ => throw new CliException(
                ExitCode.Usage, $"{operators}: there are several operators", "name one with --context"),
        };
    }

    /// <summary>A value of the command line.</summary>
    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    /// <summary>A value of the command line.</summary>
    public T Get<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    private static string? Named(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
