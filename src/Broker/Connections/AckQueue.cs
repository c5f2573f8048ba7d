using Garita.Mqtt.Packets;

namespace Garita.Broker.Connections;

/// <summary>
/// Answers to QoS 1 and 2 publishes that wait for durable takers, in the order the publishes came [MQTT-4.6.0-2],
/// [MQTT-4.6.0-3]. Made for a connection when its first answer has to wait.
/// </summary>
internal sealed class AckQueue(MqttConnection connection, int pauseAt)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingAck> _pending = new();
    private int _pubAcks; // of those pending
    private bool _paused;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>QoS 1 publishes among those that wait; QoS 2 ones are counted by the session until PUBREL.</summary>
    public int PubAckCount
    {
        get
        {
            lock (_gate)
            {
                return _pubAcks;
            }
        }
    }

    /// <summary>Whether reading must pause; asked by the receiving thread after it took what it had.</summary>
    public bool MustPause
    {
        get
        {
            lock (_gate)
            {
                // MQTT 5 clients stop by themselves at Receive Maximum.
                _paused = connection.Version == MqttVersion.V311 && _pending.Count >= pauseAt;
                return _paused;
            }
        }
    }

    /// <summary>Answers now if nothing is before it and its ticket is done; else when that is so.</summary>
    public void Add(PendingAck ack)
    {
        bool waits = !ack.Ticket.IsCompleted;
        lock (_gate)
        {
            _pending.Enqueue(ack);
            _pubAcks += ack.Type == PacketType.PubAck ? 1 : 0;
        }

        if (waits)
        {
            ack.Ticket.ContinueWith(
                static (_, state) => ((AckQueue)state!).Drain(), this, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        else
        {
            Drain();
        }
    }

    private void Drain()
    {
        using Turn.Scope turn = Turn.Enter();
        bool resume, failed = false;
        lock (_gate)
        {
            while (_pending.TryPeek(out PendingAck next) && next.Ticket.IsCompleted)
            {
                failed = !next.Ticket.IsCompletedSuccessfully;
                if (failed)
                {
                    _pending.Clear();
                    break;
                }

                _pending.Dequeue();
                _pubAcks -= next.Type == PacketType.PubAck ? 1 : 0;
                connection.SendAck(next.Type, next.PacketId, next.Reason);
            }

            resume = _paused && _pending.Count <= pauseAt / 2;
            _paused = _paused && !resume;
        }

        if (failed)
        {
            connection.End(CloseReason.DurableTakerFault);
        }
        else if (resume)
        {
            connection.TellResumeReading();
        }
    }
}
