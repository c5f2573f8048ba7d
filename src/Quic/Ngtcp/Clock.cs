namespace Garita.Quic.Ngtcp;

/// <summary>
/// The clock that ngtcp2 is told: nanoseconds that never go back. The loops sleep in the kernel by the same clock, so
/// it cannot be another.
/// </summary>
internal static class Clock
{
    /// <summary>Now. On Linux a timestamp is a count of nanoseconds.</summary>
    public static ulong Now() => (ulong)TimeProvider.System.GetTimestamp();
}
