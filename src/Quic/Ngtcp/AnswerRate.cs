namespace Garita.Quic.Ngtcp;

/// <summary>So many answers a second, over all loops; the rest is not sent.</summary>
internal sealed class AnswerRate(int perSecond)
{
    private readonly Lock _gate = new();
    private ulong _second;
    private int _used;

    /// <summary>Whether one more may be sent now.</summary>
    public bool TryTake()
    {
        ulong second = Clock.Now() / 1_000_000_000;
        lock (_gate)
        {
            if (second != _second)
            {
                (_second, _used) = (second, 0);
            }

            return _used++ < perSecond;
        }
    }
}
