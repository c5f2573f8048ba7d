namespace Garita.Broker.Limits;

/// <summary>
/// Something with deadlines: a connection (CONNECT, keep-alive, stalled output) or a session (will, expiry).
/// </summary>
internal interface ITimed
{
    /// <summary>Does what is due; returns when to ask again, or <see cref="long.MaxValue"/> for never.</summary>
    long CheckDeadlines(long nowMs);

    /// <summary>The wheel's own note of the tick it asks at next, 0 for none; guarded by the wheel's lock.</summary>
    long WheelTick { get; set; }
}
