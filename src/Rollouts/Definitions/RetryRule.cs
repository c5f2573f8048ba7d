namespace Garita.Rollouts.Definitions;

/// <summary>How often one device is offered the same release again.</summary>
public sealed record RetryRule
{
    /// <summary>Attempts that may end by the device's own fault.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; each further one waits twice as long.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest wait.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Offers of any kind, those included that came to nothing by nobody's fault: a device that is deferred for ever
    /// must not be asked for ever.
    /// </summary>
    public int Offers { get; init; } = 30;

    /// <summary>How long to wait after that many attempts.</summary>
    public TimeSpan WaitAfter(int attempts)
    {
        double ticks = Wait.Ticks * Math.Pow(2, Math.Min(Math.Max(attempts, 1) - 1, 60));
        return ticks < Longest.Ticks ? TimeSpan.FromTicks((long)ticks) : Longest;
    }
}
