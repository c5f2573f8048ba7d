using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Routing;

namespace Garita.Broker.Sessions;

/// <summary>
/// What one session has to send with QoS 1 and 2: messages in flight, in the order first sent, and messages that wait.
/// A field of the session, guarded by its lock.
/// </summary>
internal struct OutgoingQueue
{
    private List<OutgoingMessage>? _inFlight;
    private Queue<OutgoingMessage>? _waiting;
    private int _waitingBytes;
    private int _quota;
    private int _fullQuota;
    private int _window; // the most that may be in flight, released or not
    private int _unsent; // in flight, and not yet sent again on the present connection
    private ushort _lastId;

    /// <summary>Whether something can go out as soon as there is room or quota.</summary>
    public readonly bool HasWaiting => _waiting is { Count: > 0 } || _unsent > 0;

    // The window counts what was released too: a reconnect fills the quota again, and a client that never sends PUBCOMP
    // would gather messages with each one.
    private readonly bool MayStart => _quota > 0 && (_inFlight?.Count ?? 0) < _window;

    public readonly int Count => (_inFlight?.Count ?? 0) + (_waiting?.Count ?? 0);

    /// <summary>
    /// A new connection: everything in flight is sent again [MQTT-4.4.0-1], the quota is full [MQTT-4.9.0-1].
    /// </summary>
    /// <param name="quota">How many the client takes at once.</param>
    /// <param name="window">How many we keep for it at once.</param>
    public void Rewind(int quota, int window)
    {
        _quota = _fullQuota = quota;
        _window = window;
        Span<OutgoingMessage> all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_inFlight);
        foreach (ref OutgoingMessage message in all)
        {
            message.OnConnection = false;
        }

        _unsent = all.Length;
    }

    /// <summary>Queues a message behind all others; false when the limits leave no room.</summary>
    public bool TryEnqueue(Publication publication, in DeliveryTerms terms, BrokerOptions limits)
    {
        _waiting ??= new Queue<OutgoingMessage>();
        if (_waiting.Count >= limits.MaxQueuedMessages
            || _waitingBytes + publication.Size > limits.MaxQueuedBytes)
        {
            return false;
        }

        _waitingBytes += publication.Size;
        _waiting.Enqueue(new OutgoingMessage { Publication = publication, Terms = terms });
        return true;
    }

    /// <summary>Sends as much as quota and output room allow; returns how many messages were dropped instead.</summary>
    public int Pump(MqttConnection connection, in DeliveryJudge judge, ref FrameCache frames)
    {
        int dropped = 0;
        if (!Resend(connection, judge, ref frames, ref dropped))
        {
            return dropped;
        }

        while (MayStart && _waiting is { Count: > 0 } waiting)
        {
            OutgoingMessage next = waiting.Peek();
            bool wanted = judge.MayDeliver(next.Publication);
            SendOutcome outcome = wanted ? SendNew(ref next, connection, ref frames) : SendOutcome.Dropped;
            if (outcome == SendOutcome.NoRoom)
            {
                break;
            }

            dropped += outcome == SendOutcome.Dropped ? 1 : 0;
            waiting.Dequeue();
            _waitingBytes -= next.Publication.Size;
        }

        return dropped;
    }

    /// <summary>
    /// PUBACK, PUBCOMP, or PUBREC with a failure: the message is done. False for an id that is not in flight.
    /// </summary>
    public bool Finish(ushort packetId)
    {
        int index = IndexOf(packetId);
        if (index < 0)
        {
            return false;
        }

        _unsent -= _inFlight![index].OnConnection ? 0 : 1;
        _inFlight.RemoveAt(index);
        _quota = Math.Min(_quota + 1, _fullQuota); // [MQTT-4.9.0-2]
        return true;
    }

    /// <summary>PUBREC: never sent again, PUBCOMP is awaited. False for an id that is not in flight.</summary>
    public readonly bool Release(ushort packetId)
    {
        int index = IndexOf(packetId);
        if (index < 0 || _inFlight![index].Terms.QoS != Mqtt.Packets.QoS.ExactlyOnce)
        {
            return false;
        }

        OutgoingMessage message = _inFlight[index];
        message.Released = true;
        _inFlight[index] = message;
        return true;
    }

    /// <summary>
    /// Takes out waiting messages, and those in flight on no connection, that may not be delivered any more.
    /// </summary>
    public int RemoveDenied(in DeliveryJudge judge)
    {
        int removed = 0;
        for (int left = _waiting?.Count ?? 0; left > 0; left--)
        {
            OutgoingMessage message = _waiting!.Dequeue();
            if (judge.MayDeliver(message.Publication))
            {
                _waiting.Enqueue(message);
            }
            else
            {
                _waitingBytes -= message.Publication.Size;
                removed++;
            }
        }

        DeliveryJudge judged = judge; // An in parameter cannot be captured.
        int unsent = _inFlight?.RemoveAll(
            m => !m.Released && !m.OnConnection && !judged.MayDeliver(m.Publication)) ?? 0;
        _unsent -= unsent;
        return removed + unsent;
    }

    /// <summary>Forgets everything; returns how many messages that were.</summary>
    public int Clear()
    {
        int count = Count;
        _inFlight = null;
        _waiting = null;
        _waitingBytes = 0;
        _unsent = 0;
        return count;
    }

    /// <summary>Sends a message for the first time, if the quota allows.</summary>
    public SendOutcome TrySendNow(
        Publication publication, in DeliveryTerms terms, MqttConnection connection, ref FrameCache frames)
    {
        if (!MayStart || HasWaiting)
        {
            return SendOutcome.NoRoom;
        }

        OutgoingMessage message = new() { Publication = publication, Terms = terms };
        return SendNew(ref message, connection, ref frames);
    }

    private SendOutcome SendNew(ref OutgoingMessage message, MqttConnection connection, ref FrameCache frames)
    {
        ushort id = NextId();
        PublishToSend send = new(message.Publication, message.Terms, id, IsDuplicate: false);
        SendOutcome outcome = connection.SendPublish(send, ref frames);
        if (outcome == SendOutcome.Sent)
        {
            _lastId = id;
            _quota--;
            message.PacketId = id;
            message.OnConnection = true;
            (_inFlight ??= []).Add(message);
        }

        return outcome;
    }

    // False when the connection has no room or no quota left before all was sent again.
    private bool Resend(MqttConnection connection, in DeliveryJudge judge, ref FrameCache frames, ref int dropped)
    {
        for (int i = 0; i < (_inFlight?.Count ?? 0); i++)
        {
            OutgoingMessage message = _inFlight![i];
            if (message.OnConnection)
            {
                continue;
            }

            SendOutcome outcome = ResendOne(message, connection, judge, ref frames);
            if (outcome == SendOutcome.NoRoom)
            {
                return false;
            }

            if (outcome == SendOutcome.Dropped)
            {
                _inFlight.RemoveAt(i--);
                _unsent--;
                dropped++;
                continue;
            }

            _unsent--;
            _quota -= message.Released ? 0 : 1;
            message.OnConnection = true;
            _inFlight[i] = message;
        }

        return true;
    }

    private readonly SendOutcome ResendOne(
        in OutgoingMessage message, MqttConnection connection, in DeliveryJudge judge, ref FrameCache frames)
    {
        if (message.Released)
        {
            return connection.SendPubRel(message.PacketId) ? SendOutcome.Sent : SendOutcome.NoRoom;
        }

        if (!judge.MayDeliver(message.Publication))
        {
            return SendOutcome.Dropped;
        }

        // [MQTT-3.3.1-1], [MQTT-4.4.0-1]: DUP, and the packet id it was first sent with.
        PublishToSend send = new(message.Publication, message.Terms, message.PacketId, IsDuplicate: true);
        return _quota == 0 ? SendOutcome.NoRoom : connection.SendPublish(send, ref frames);
    }

    // [MQTT-2.2.1-3]: never 0, never one in flight. In flight is bounded far below 65,535, so there always is one.
    private readonly ushort NextId()
    {
        ushort id = _lastId;
        do
        {
            id = id == ushort.MaxValue ? (ushort)1 : (ushort)(id + 1);
        }
        while (IndexOf(id) >= 0);

        return id;
    }

    private readonly int IndexOf(ushort packetId)
    {
        for (int i = 0; i < (_inFlight?.Count ?? 0); i++)
        {
            if (_inFlight![i].PacketId == packetId)
            {
                return i;
            }
        }

        return -1;
    }
}
