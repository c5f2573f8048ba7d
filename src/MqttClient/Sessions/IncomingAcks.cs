using Garita.Mqtt.Packets;

namespace Garita.MqttClient.Sessions;

/// <summary>
/// What was received with QoS 1 or 2 and still owes an acknowledgement. Acknowledgements leave in the order in which
/// the messages came [MQTT-4.6.0-2] [MQTT-4.6.0-3], and only after the application is done. Thread-safe.
/// </summary>
/// <remarks>
/// A QoS 1 message whose connection ended is forgotten: the broker sends it again. A QoS 2 id is remembered across
/// connections until PUBREL, so that it is delivered once [MQTT-4.3.3-10]; the broker cannot use the id anew before.
/// </remarks>
internal sealed class IncomingAcks
{
    private readonly Lock _gate = new();

    // Guarded by _gate. Owed: this connection's, oldest first. Exact: QoS 2 by packet id, until PUBREL.
    private readonly LinkedList<Arrival> _owed = [];
    private readonly Dictionary<ushort, Arrival> _exact = [];

    /// <summary>How many acknowledgements are owed on this connection: what Receive Maximum counts.</summary>
    public int Owed
    {
        get
        {
            lock (_gate)
            {
                return _owed.Count;
            }
        }
    }

    /// <summary>A PUBLISH has come. Null when the application has it already (QoS 2, sent again).</summary>
    public Arrival? Receive(ushort packetId, QoS qos)
    {
        lock (_gate)
        {
            bool known = qos == QoS.ExactlyOnce && _exact.ContainsKey(packetId);
            Arrival arrival = known ? _exact[packetId] : new Arrival(packetId, qos);
            if (!_owed.Contains(arrival))
            {
                _owed.AddLast(arrival);
            }

            if (qos == QoS.ExactlyOnce)
            {
                _exact[packetId] = arrival;
            }

            return known ? null : arrival;
        }
    }

    /// <summary>The application is done with a message.</summary>
    public void Handled(Arrival arrival)
    {
        lock (_gate)
        {
            arrival.Handled = true;
        }
    }

    /// <summary>
    /// The application failed on a message: it is forgotten, so that its next delivery counts as the first.
    /// </summary>
    public void Failed(Arrival arrival)
    {
        lock (_gate)
        {
            _owed.Remove(arrival);
            if (_exact.TryGetValue(arrival.PacketId, out Arrival? exact) && exact == arrival)
            {
                _exact.Remove(arrival.PacketId);
            }
        }
    }

    /// <summary>Takes the acknowledgements that may leave now, in order.</summary>
    public IReadOnlyList<Arrival> TakeDue()
    {
        lock (_gate)
        {
            List<Arrival> due = [];
            while (_owed.First is { Value.Handled: true } first)
            {
                due.Add(first.Value);
                _owed.RemoveFirst();
            }

            return due;
        }
    }

    /// <summary>PUBREL: the id may be used anew. False when it was not known.</summary>
    public bool Release(ushort packetId)
    {
        lock (_gate)
        {
            return _exact.Remove(packetId);
        }
    }

    /// <summary>The connection has ended; nothing can be acknowledged on it any more.</summary>
    public void ConnectionEnded()
    {
        lock (_gate)
        {
            _owed.Clear();
        }
    }

    /// <summary>The broker has no session: its ids mean nothing any more.</summary>
    public void SessionLost()
    {
        lock (_gate)
        {
            _owed.Clear();
            _exact.Clear();
        }
    }
}
