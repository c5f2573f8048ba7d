namespace Garita.Server.Listeners;

/// <summary>
/// Counts connections in all and per source, and how fast each source makes new ones. Asked before TLS, so that a
/// refusal costs one accept. Holds an entry per source only while that source has a connection or an unfilled bucket.
/// </summary>
/// <remarks>
/// It does not help against an attacker with many addresses; that is what the limits over all sources are for.
/// </remarks>
public sealed class SourceLimiter(ListenerOptions options, TimeProvider time)
{
    // Guards everything below.
    private readonly Lock _gate = new();
    private readonly Dictionary<SourceAddress, Source> _sources = [];
    private int _connections;
    private int _pruneAt = 1_024;

    /// <summary>Connections that entered and have not left.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections;
            }
        }
    }

    /// <summary>Sources remembered now.</summary>
    public int Sources
    {
        get
        {
            lock (_gate)
            {
                return _sources.Count;
            }
        }
    }

    /// <summary>
    /// Takes a place for a new connection, which <see cref="Leave"/> gives back; or says why there is none.
    /// </summary>
    public HandshakeRefusal? TryEnter(SourceAddress address)
    {
        lock (_gate)
        {
            Source source = FindOrAdd(address);
            if (!source.Rate.TryTake(time, out _))
            {
                return HandshakeRefusal.RateLimited;
            }

            if (source.Connections >= options.MaxConnectionsPerSource)
            {
                return HandshakeRefusal.TooManyFromSource;
            }

            if (_connections >= options.MaxConnections)
            {
                return HandshakeRefusal.TooManyConnections;
            }

            source.Connections++;
            _connections++;
            return null;
        }
    }

    /// <summary>Gives back a place that <see cref="TryEnter"/> gave. Exactly once for each.</summary>
    public void Leave(SourceAddress address)
    {
        lock (_gate)
        {
            _sources[address].Connections--;
            _connections--;
        }
    }

    private Source FindOrAdd(SourceAddress address)
    {
        if (_sources.TryGetValue(address, out Source? known))
        {
            return known;
        }

        Prune();
        Source source = new(options, time.GetTimestamp());
        _sources.Add(address, source);
        return source;
    }

    // Doubling the mark keeps the cost of pruning constant for each new source.
    private void Prune()
    {
        if (_sources.Count < _pruneAt)
        {
            return;
        }

        foreach ((SourceAddress address, Source source) in _sources)
        {
            if (source.Connections == 0 && source.Rate.IsFull(time))
            {
                _sources.Remove(address);
            }
        }

        // Beyond this, sources without a connection are forgotten even though their bucket is not full yet.
        if (_sources.Count >= options.MaxConnections + 65_536)
        {
            foreach ((SourceAddress address, Source source) in _sources)
            {
                if (source.Connections == 0)
                {
                    _sources.Remove(address);
                }
            }
        }

        _pruneAt = Math.Max(1_024, _sources.Count * 2);
    }

    private sealed class Source(ListenerOptions options, long now)
    {
        // A field, because a bucket changes itself.
        public TokenBucket Rate = new(options.AcceptsPerSecondPerSource, options.MaxConnectionsPerSource, now);

        public int Connections { get; set; }
    }
}
