using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Contracts.Identities;

namespace Garita.Broker.Sessions;

/// <summary>
/// All sessions and open connections by identity. One short lock, taken when something comes or goes, never on a
/// publish; no other lock is taken under it.
/// </summary>
internal sealed class SessionTable(BrokerOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Identity, Entry> _entries = [];
    private int _sessionCount;
    private int _connectionCount;

    public int SessionCount => Volatile.Read(ref _sessionCount);

    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    /// <summary>
    /// Notes a connection; false when a limit is reached. One that is refused, here or before, takes no place of its
    /// identity: else whoever holds a revoked certificate could keep the real device out.
    /// </summary>
    public bool AddConnection(MqttConnection connection)
    {
        Identity identity = connection.Peer.Attributes.Identity;
        lock (_gate)
        {
            Entry entry = Reach(identity);
            entry.Connections.Add(connection);
            _connectionCount++;
            bool hasRoom = _connectionCount <= options.MaxConnections
                && entry.Places < options.ConnectionsOf(identity.Kind);
            connection.HoldsPlace = hasRoom && connection.Refusal is null;
            entry.Places += connection.HoldsPlace ? 1 : 0;
            return hasRoom;
        }
    }

    public void RemoveConnection(MqttConnection connection)
    {
        Identity identity = connection.Peer.Attributes.Identity;
        lock (_gate)
        {
            if (_entries.TryGetValue(identity, out Entry? entry) && entry.Connections.Remove(connection))
            {
                _connectionCount--;
                entry.Places -= connection.HoldsPlace ? 1 : 0;
                RemoveIfEmpty(identity, entry);
            }
        }
    }

    /// <summary>
    /// Finds the session of a key, or puts the given one in its place; null when a limit allows no more.
    /// </summary>
    public Session? FindOrAdd(SessionKey key, Func<Session> make, out bool found)
    {
        lock (_gate)
        {
            Entry entry = Reach(key.Identity);
            Session? session = entry.Sessions.Find(s => s.Key == key);
            found = session is not null;
            if (found || !HasRoom(entry, key.Identity))
            {
                RemoveIfEmpty(key.Identity, entry);
                return session;
            }

            session = make();
            entry.Sessions.Add(session);
            _sessionCount++;
            return session;
        }
    }

    public void Remove(Session session)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(session.Key.Identity, out Entry? entry) && entry.Sessions.Remove(session))
            {
                _sessionCount--;
                RemoveIfEmpty(session.Key.Identity, entry);
            }
        }
    }

    public Session[] SessionsOf(Identity identity)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(identity, out Entry? entry) ? [.. entry.Sessions] : [];
        }
    }

    public MqttConnection[] ConnectionsOf(Identity identity)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(identity, out Entry? entry) ? [.. entry.Connections] : [];
        }
    }

    public Session[] AllSessions()
    {
        lock (_gate)
        {
            return [.. _entries.Values.SelectMany(e => e.Sessions)];
        }
    }

    public MqttConnection[] AllConnections()
    {
        lock (_gate)
        {
            return [.. _entries.Values.SelectMany(e => e.Connections)];
        }
    }

    private bool HasRoom(Entry entry, Identity identity) =>
        _sessionCount < options.MaxSessions && entry.Sessions.Count < options.SessionsOf(identity.Kind);

    private Entry Reach(Identity identity)
    {
        if (!_entries.TryGetValue(identity, out Entry? entry))
        {
            entry = new Entry();
            _entries.Add(identity, entry);
        }

        return entry;
    }

    private void RemoveIfEmpty(Identity identity, Entry entry)
    {
        if (entry.Sessions.Count == 0 && entry.Connections.Count == 0)
        {
            _entries.Remove(identity);
        }
    }

    private sealed class Entry
    {
        public List<Session> Sessions { get; } = new(1);

        public List<MqttConnection> Connections { get; } = new(1);

        /// <summary>Connections that count for the limit.</summary>
        public int Places { get; set; }
    }
}
