namespace Garita.Cli;

/// <summary>An expected end of a command: what to tell the person, and the exit code that programs see.</summary>
public sealed class CliException(ExitCode code, string message, string? hint = null, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The process's exit code.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>What to do about it, or null.</summary>
    public string? Hint { get; } = hint;
}
