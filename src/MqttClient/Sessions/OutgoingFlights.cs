using Garita.Mqtt.Packets;

namespace Garita.MqttClient.Sessions;

/// <summary>
/// The QoS 1 and 2 publishes of a session, in the order they were made. They outlive connections: after a resume, what
/// was sent and not answered goes out again, in that order [MQTT-4.4.0-1]. Bounded; thread-safe.
/// </summary>
internal sealed class OutgoingFlights(PacketIds ids, Lock gate, int capacity)
{
    // All fields: guarded by gate, which the subscriptions share because the packet ids are shared.
    private readonly LinkedList<Flight> _order = [];
    private readonly Dictionary<ushort, LinkedListNode<Flight>> _byId = [];
    private int _onWire;

    /// <summary>How many publishes are not complete yet.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return _order.Count;
            }
        }
    }

    /// <summary>Adds a publish at the end; null when the bound is reached.</summary>
    public Flight? TryAdd(OutgoingMessage message)
    {
        lock (gate)
        {
            if (_order.Count >= capacity)
            {
                return null;
            }

            Flight flight = new(message);
            _order.AddLast(flight);
            return flight;
        }
    }

    /// <summary>
    /// Takes a publish back that was not sent yet; what was sent stays, because the broker may have it.
    /// </summary>
    public void Withdraw(Flight flight)
    {
        lock (gate)
        {
            if (flight.Stage == FlightStage.Waiting && _order.Remove(flight))
            {
                flight.Stage = FlightStage.Done;
            }
        }
    }

    /// <summary>
    /// The oldest flight not sent on this connection, now with a packet id: PUBLISH or, where the broker owns the
    /// message
    /// already, PUBREL. Null when there is none or the quota is used up.
    /// </summary>
    /// <param name="limit">How many may be unanswered: the broker's Receive Maximum [MQTT-3.3.4-7] or our own
    /// bound.</param>
    public Flight? StartNext(int limit)
    {
        lock (gate)
        {
            LinkedListNode<Flight>? node = _onWire < limit ? _order.First : null;
            while (node is { Value.OnWire: true })
            {
                node = node.Next;
            }

            if (node is null || (node.Value.Stage == FlightStage.Waiting && !TryNumber(node)))
            {
                return null;
            }

            node.Value.OnWire = true;
            _onWire++;
            return node.Value;
        }
    }

    /// <summary>The connection has ended: what was sent and not answered goes out again on the next one.</summary>
    public void ConnectionEnded()
    {
        lock (gate)
        {
            _onWire = 0;
            foreach (Flight flight in _order)
            {
                flight.OnWire = false;
                flight.Duplicate |= flight.Stage == FlightStage.Published;
            }
        }
    }

    /// <summary>
    /// The broker has no session. QoS 1 starts over, QoS 2 that the broker owned is complete, and QoS 2 in doubt fails:
    /// sending it again could deliver it twice.
    /// </summary>
    public void SessionLost()
    {
        lock (gate)
        {
            foreach (LinkedListNode<Flight> node in _byId.Values.ToArray())
            {
                StartOver(node);
            }
        }
    }

    /// <summary>PUBACK, or PUBREC with a failure: the publish is over. False for an id that is not in flight.</summary>
    public bool Complete(ushort packetId, QoS qos, ReasonCode reason)
    {
        lock (gate)
        {
            if (!_byId.TryGetValue(packetId, out LinkedListNode<Flight>? node)
                || node.Value.Message.QoS != qos || node.Value.Stage != FlightStage.Published)
            {
                return false;
            }

            Finish(node);
            node.Value.Outcome.TrySetResult(reason);
            return true;
        }
    }

    /// <summary>PUBREC: the broker has the message. False for an id that is not in flight as QoS 2.</summary>
    public bool Release(ushort packetId)
    {
        lock (gate)
        {
            if (!_byId.TryGetValue(packetId, out LinkedListNode<Flight>? node)
                || node.Value.Message.QoS != QoS.ExactlyOnce)
            {
                return false;
            }

            node.Value.Stage = FlightStage.Released;
            return true;
        }
    }

    /// <summary>PUBCOMP. False for an id that was not released.</summary>
    public bool CompleteReleased(ushort packetId)
    {
        lock (gate)
        {
            if (!_byId.TryGetValue(packetId, out LinkedListNode<Flight>? node)
                || node.Value.Stage != FlightStage.Released)
            {
                return false;
            }

            Finish(node);
            node.Value.Outcome.TrySetResult(ReasonCode.Success);
            return true;
        }
    }

    /// <summary>A publish that no connection of this broker can carry.</summary>
    public void Fail(Flight flight, MqttClientException fault)
    {
        lock (gate)
        {
            if (_byId.TryGetValue(flight.PacketId, out LinkedListNode<Flight>? node) && node.Value == flight)
            {
                Finish(node);
            }

            flight.Outcome.TrySetException(fault);
        }
    }

    /// <summary>The client stops: every publish that is not complete fails.</summary>
    public void FailAll(MqttClientException fault)
    {
        lock (gate)
        {
            foreach (Flight flight in _order)
            {
                flight.Outcome.TrySetException(fault);
            }
        }
    }

    private bool TryNumber(LinkedListNode<Flight> node)
    {
        if (!ids.TryTake(out ushort id))
        {
            return false;
        }

        node.Value.PacketId = id;
        node.Value.Stage = FlightStage.Published;
        _byId.Add(id, node);
        return true;
    }

    private void StartOver(LinkedListNode<Flight> node)
    {
        Flight flight = node.Value;
        if (flight.Stage == FlightStage.Released)
        {
            Finish(node);
            flight.Outcome.TrySetResult(ReasonCode.Success);
        }
        else if (flight.Message.QoS == QoS.ExactlyOnce)
        {
            Finish(node);
            flight.Outcome.TrySetException(new MqttClientException(
                ClientFault.SessionLost, "The broker lost the session with this publish in doubt."));
        }
        else
        {
            _byId.Remove(flight.PacketId);
            ids.Release(flight.PacketId);
            flight.PacketId = 0;
            flight.Duplicate = false;
            flight.Stage = FlightStage.Waiting;
        }
    }

    private void Finish(LinkedListNode<Flight> node)
    {
        _order.Remove(node);
        _byId.Remove(node.Value.PacketId);
        ids.Release(node.Value.PacketId);
        _onWire -= node.Value.OnWire ? 1 : 0;
        node.Value.Stage = FlightStage.Done;
    }
}
