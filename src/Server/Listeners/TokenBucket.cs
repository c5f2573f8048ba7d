namespace Garita.Server.Listeners;

/// <summary>A rate with a burst. Not thread-safe: its holder's lock guards it.</summary>
internal struct TokenBucket(int perSecond, int burst, long now)
{
    private double _tokens = burst;
    private long _filledAt = now;

    /// <summary>True once it holds its whole burst again, so that forgetting it changes nothing.</summary>
    public bool IsFull(TimeProvider time)
    {
        Fill(time);
        return _tokens >= burst;
    }

    /// <summary>Takes one token; or says how long until there is one.</summary>
    public bool TryTake(TimeProvider time, out TimeSpan wait)
    {
        Fill(time);
        bool taken = _tokens >= 1;
        wait = taken ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _tokens) / perSecond);
        _tokens -= taken ? 1 : 0;
        return taken;
    }

    private void Fill(TimeProvider time)
    {
        long stamp = time.GetTimestamp();
        double passed = time.GetElapsedTime(_filledAt, stamp).TotalSeconds;
        _tokens = Math.Min(burst, _tokens + (passed * perSecond));
        _filledAt = stamp;
    }
}
