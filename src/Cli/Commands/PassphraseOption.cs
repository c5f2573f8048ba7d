using System.CommandLine;

namespace Garita.Cli.Commands;

/// <summary>
/// Where a passphrase comes from: a file, or a person. Never the command line, which others can read.
/// </summary>
public static class PassphraseOption
{
    private const int MaxLength = 1024;

    /// <summary>The option <c>--passphrase-file</c>.</summary>
    public static Option<string?> Create() => new("--passphrase-file")
    {
        Description = "File whose first line is the passphrase of the root keys (default: ask)",
        HelpName = "FILE",
    };

    /// <summary>Reads the file named, or asks.</summary>
    public static string Read(CliSession session, Option<string?> option)
    {
        ArgumentNullException.ThrowIfNull(session);
        return ReadFile(session, option)
            ?? (session.Terminal.AskSecret("Passphrase of the root keys") is { } typed ? new string(typed) : null)
            ?? throw new CliException(
                ExitCode.Usage,
                "the passphrase of the root keys is needed",
                "run this in a terminal, or name --passphrase-file");
    }

    /// <summary>Reads the file named; null when none is.</summary>
    public static string? ReadFile(CliSession session, Option<string?> option)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Get(option) is not { } path)
        {
            return null;
        }

        try
        {
            using StreamReader reader = new(path);
            return reader.ReadLine() is { Length: > 0 and <= MaxLength } line
                ? line
                : throw new CliException(ExitCode.Usage, $"{path}: the first line must be 1 to {MaxLength} characters");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"{path}: cannot be read: {fault.Message}", cause: fault);
        }
    }
}
