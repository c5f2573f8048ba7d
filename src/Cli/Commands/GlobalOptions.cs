using System.CommandLine;

namespace Garita.Cli.Commands;

/// <summary>The options that every command takes.</summary>
public static class GlobalOptions
{
    /// <summary>The data directory: where <c>init</c> puts everything and <c>serve</c> finds it.</summary>
    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "Data directory (default: $GARITA_DATA, else ./garita-data)",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>The operator's context directory, when it is not the data directory's own.</summary>
    public static Option<string?> Context { get; } = new("--context")
    {
        Description = "Operator's directory (default: $GARITA_CONTEXT, else the one in the data directory)",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Results as JSON.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print results as JSON",
        Recursive = true,
    };
}
