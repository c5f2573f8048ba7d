namespace Garita.Device.Update.Boot;

/// <summary>The program that speaks to a boot loader, and what it may use up.</summary>
public sealed record BootHookOptions
{
    /// <summary>The executable's absolute path; it is not looked for anywhere else.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// How long one call may take; then it is killed, with what it started. Ten seconds: a write of a boot environment
    /// to slow flash takes one.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of its answer. 4 KiB: the longest proper one has under a hundred.</summary>
    public int MaxOutputBytes { get; init; } = 4 * 1024;
}
