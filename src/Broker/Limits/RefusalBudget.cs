using Garita.Contracts.Identities;

namespace Garita.Broker.Limits;

/// <summary>
/// How many log lines refusals may fill: so many of one identity and so many in all, each minute; the rest is counted
/// and told in one line. Metrics count every one.
/// </summary>
internal sealed class RefusalBudget(BrokerOptions options, BrokerLog log)
{
    private const long WindowMs = 60_000;

    // Guards everything below.
    private readonly Lock _gate = new();
    private readonly Dictionary<Identity, int> _lines = []; // no more entries than lines in all
    private int _total;
    private int _silent;
    private long _endsMs = WindowMs;

    /// <summary>Whether one more refusal of this identity gets a line.</summary>
    public bool TryTake(Identity identity)
    {
        lock (_gate)
        {
            int own = _lines.GetValueOrDefault(identity);
            if (own >= options.RefusalLinesPerIdentity || _total >= options.RefusalLines)
            {
                _silent++;
                return false;
            }

            _lines[identity] = own + 1;
            _total++;
            return true;
        }
    }

    /// <summary>Starts the next minute when it is time, and tells what the last one kept silent.</summary>
    public void Advance(long nowMs)
    {
        int silent;
        lock (_gate)
        {
            if (nowMs < _endsMs)
            {
                return;
            }

            _endsMs = nowMs + WindowMs;
            (silent, _silent, _total) = (_silent, 0, 0);
            _lines.Clear();
        }

        if (silent > 0)
        {
            log.RefusedMore(silent);
        }
    }
}
