namespace Garita.Broker.Limits;

/// <summary>A rate limit. Starts full. Owned by one connection and asked only from its receiving thread.</summary>
internal struct TokenBucket(int perSecond, int burst, long nowMs)
{
    private double _tokens = burst;
    private long _filledMs = nowMs;

    public bool TryTake(long nowMs)
    {
        _tokens = Math.Min(burst, _tokens + ((nowMs - _filledMs) * perSecond / 1000.0));
        _filledMs = nowMs;
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }
}
