using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp;

/// <summary>
/// Who may start a connection with a server; counted over all its loops. Addresses may be forged until they are proved
/// by a token or a handshake, so an unproved newcomer spends nothing that belongs to the address.
/// </summary>
internal sealed class NgAdmission(QuicLimits limits)
{
    private const ulong Second = 1_000_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<SourceKey, Source> _sources = []; // guarded by _gate, as all below
    private ulong _sweptAt;
    private int _connections;
    private int _handshakes;
    private int _unprovedFailures; // since the last sweep
    private long _accepted;
    private long _retries;
    private long _refused;
    private long _failed;

    /// <summary>Counts at this moment.</summary>
    public QuicServerSnapshot Snapshot
    {
        get
        {
            lock (_gate)
            {
                return new QuicServerSnapshot(_connections, _handshakes, _accepted, _retries, _refused, _failed);
            }
        }
    }

    /// <summary>Judges a newcomer.</summary>
    /// <param name="remote">Its address.</param>
    /// <param name="proved">Whether a token has proved that address.</param>
    /// <param name="now">The clock.</param>
    /// <param name="place">Its place in the count where it is admitted.</param>
    public NgAdmissionVerdict TryEnter(in RawAddress remote, bool proved, ulong now, out Place? place)
    {
        SourceKey key = SourceKey.Of(remote);
        lock (_gate)
        {
            place = null;
            Sweep(now);
            if (_connections >= limits.MaxConnections || _handshakes >= limits.MaxHandshakes)
            {
                _refused++;
                return NgAdmissionVerdict.Refuse;
            }

            bool known = _sources.TryGetValue(key, out Source? source);
            source ??= new Source(limits, now);
            bool isBusy = _handshakes + _unprovedFailures >= limits.HandshakesBeforeRetry;
            if (!proved && (isBusy || !source.HasToken(now)))
            {
                _retries++;
                return NgAdmissionVerdict.AskForProof;
            }

            if (source.Connections >= limits.MaxConnectionsPerSource || (proved && !source.TakeToken(now)))
            {
                _refused++;
                return NgAdmissionVerdict.Refuse;
            }

            if (!known)
            {
                _sources.Add(key, source);
            }

            _connections++;
            _handshakes++;
            source.Connections++;
            place = new Place(this, source, proved);
            return NgAdmissionVerdict.Admit;
        }
    }

    // Sources without connections are kept until their allowance is full again, else leaving would renew it.
    private void Sweep(ulong now)
    {
        if (now - _sweptAt < Second)
        {
            return;
        }

        _sweptAt = now;
        _unprovedFailures = 0;
        foreach ((SourceKey key, Source source) in _sources)
        {
            if (source.IsIdle(now))
            {
                _sources.Remove(key);
            }
        }
    }

    /// <summary>One connection's place in the counts.</summary>
    internal sealed class Place
    {
        private readonly NgAdmission _admission;
        private readonly Source _source;
        private readonly bool _paid;
        private bool _handshaking = true;
        private bool _left;

        internal Place(NgAdmission admission, Source source, bool paid) =>
            (_admission, _source, _paid) = (admission, source, paid);

        /// <summary>The handshake ended well, which proves the address, too.</summary>
        public void HandshakeDone()
        {
            lock (_admission._gate)
            {
                _handshaking = false;
                _admission._handshakes--;
                _admission._accepted++;
                if (!_paid)
                {
                    _ = _source.TakeToken(Clock.Now());
                }
            }
        }

        /// <summary>The connection has ended.</summary>
        public void Leave()
        {
            lock (_admission._gate)
            {
                if (_left)
                {
                    return;
                }

                _left = true;
                _admission._connections--;
                _source.Connections--;
                if (_handshaking)
                {
                    _admission._handshakes--;
                    _admission._failed++;

                    // It was work, and its last packet lingers: a forger whose first packets all fail at once never has
                    // many under way, and would otherwise go on for nothing.
                    _admission._unprovedFailures += _paid ? 0 : 1;
                }
            }
        }
    }

    /// <summary>What one source has and may; guarded by the gate.</summary>
    internal sealed class Source(QuicLimits limits, ulong now)
    {
        private readonly double _most = limits.MaxConnectionsPerSource;
        private double _tokens = limits.MaxConnectionsPerSource;
        private ulong _at = now;

        /// <summary>Connections it has.</summary>
        public int Connections { get; set; }

        /// <summary>Whether it may start one now.</summary>
        public bool HasToken(ulong now) => Fill(now) >= 1;

        /// <summary>Uses one start up.</summary>
        public bool TakeToken(ulong now)
        {
            bool some = HasToken(now);
            _tokens = Math.Max(_tokens - 1, 0);
            return some;
        }

        /// <summary>Whether nothing would be lost by forgetting it.</summary>
        public bool IsIdle(ulong now) => Connections == 0 && Fill(now) >= _most;

        private double Fill(ulong now)
        {
            ulong passed = now > _at ? now - _at : 0;
            _tokens = Math.Min(_tokens + (passed * (double)limits.ConnectionsPerSecondPerSource / Second), _most);
            _at = now;
            return _tokens;
        }
    }
}
