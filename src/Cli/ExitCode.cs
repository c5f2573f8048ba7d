namespace Garita.Cli;

/// <summary>What the process's exit code says; docs/cli.md lists the same numbers.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Success = 0,

    /// <summary>The request was understood and failed or was refused; the message says why.</summary>
    Failed = 1,

    /// <summary>The command line, or a value in it, is wrong.</summary>
    Usage = 2,

    /// <summary>No server could be reached, or it is not the one this context trusts.</summary>
    Unreachable = 3,

    /// <summary>What was named does not exist.</summary>
    NotFound = 4,

    /// <summary>This context may not do that.</summary>
    Forbidden = 5,

    /// <summary>It exists already, or its state does not allow it.</summary>
    Conflict = 6,

    /// <summary>A deadline passed: a command without a reply.</summary>
    TimedOut = 7,

    /// <summary>Ended by Ctrl-C (128 + SIGINT).</summary>
    Interrupted = 130,
}
