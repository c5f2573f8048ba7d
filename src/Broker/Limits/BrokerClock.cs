namespace Garita.Broker.Limits;

/// <summary>Time as the broker uses it: milliseconds that never jump for deadlines, UTC for what people read.</summary>
internal sealed class BrokerClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public long NowMs => (long)time.GetElapsedTime(_start).TotalMilliseconds;

    public DateTimeOffset UtcNow => time.GetUtcNow();
}
