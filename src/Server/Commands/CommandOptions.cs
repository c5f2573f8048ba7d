namespace Garita.Server.Commands;

/// <summary>Limits of commands.</summary>
public sealed record CommandOptions
{
    /// <summary>Commands that wait for a reply at one time; each holds a request and a timer.</summary>
    public int MaxPending { get; init; } = 1000;

    /// <summary>
    /// Log lines a minute about stray replies, over all devices: enough to see that something is wrong.
    /// </summary>
    public int RefusalLinesPerMinute { get; init; } = 10;

    /// <summary>The largest command payload or reply, in bytes.</summary>
    public int MaxPayloadBytes { get; init; } = 64 * 1024;

    /// <summary>The shortest wait; below it a radio link cannot answer.</summary>
    public TimeSpan ShortestTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait: it holds an HTTP request open.</summary>
    public TimeSpan LongestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait where the caller names none.</summary>
    public TimeSpan DefaultTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
