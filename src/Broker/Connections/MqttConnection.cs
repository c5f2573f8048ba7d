using Garita.Broker.Limits;
using Garita.Broker.Sessions;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Connections;

/// <summary>
/// One network connection as the broker sees it: received bytes come in as spans, frames to send wait in a rented
/// buffer.
/// <see cref="Receive"/> and <see cref="Closed"/> are called by the transport, never two at a time;
/// <see cref="TryTakeOutput"/> by one writer at a time, which may be another thread.
/// </summary>
public sealed partial class MqttConnection : ITimed
{
    private readonly BrokerState _broker;
    private readonly IConnectionOwner _owner;
    private readonly long _openedMs;

    private TopicName? _lastTopic; // the receiving thread alone
    private InputBuffer _input; // the receiving thread alone
    private TokenBucket _publishRate; // the receiving thread alone
    private long _lastReceivedMs; // written by the receiving thread, read by the timer
    private int _phase; // ConnectionPhase; moves forward only, by compare and exchange
    private int _ended; // 1 once the session was told, whoever ends the connection first

    internal MqttConnection(BrokerState broker, Peer peer, IConnectionOwner owner, long id)
    {
        _broker = broker;
        _owner = owner;
        _openedMs = _lastReceivedMs = broker.Clock.NowMs;
        Peer = peer;
        Id = id;
        if (broker.Options.PublishesPerSecond is { } rate)
        {
            _publishRate = new TokenBucket(rate, broker.Options.PublishBurst, _openedMs);
        }
    }

    /// <summary>Grows by one per connection opened.</summary>
    public long Id { get; }

    /// <summary>Who is at the other end.</summary>
    public Peer Peer { get; }

    /// <summary>For the owner's own state about this connection; the broker never looks at it.</summary>
    public object? OwnerState { get; set; }

    /// <summary>Whether CONNECT was accepted and the connection has not ended.</summary>
    public bool IsConnected => Phase == ConnectionPhase.Connected;

    /// <summary>Not null: CONNECT will be refused with this.</summary>
    internal CloseReason? Refusal { get; set; }

    /// <summary>Whether it counts for its identity's limit; guarded by the session table's lock.</summary>
    internal bool HoldsPlace { get; set; }

    long ITimed.WheelTick { get; set; }

    internal string ClientId => Session?.Key.ClientId ?? string.Empty;

    /// <summary>Why it ended; meaningful once it has.</summary>
    internal CloseReason EndReason { get; private set; }

    internal Session? Session { get; private set; }

    internal MqttVersion Version { get; private set; } = MqttVersion.V311;

    internal ConnectionPhase Phase => (ConnectionPhase)Volatile.Read(ref _phase);

    internal ConnectionInfo Info =>
        new(Id, Peer.Attributes.Identity, ClientId, Peer.RemoteAddress, Peer.Fingerprint);

    internal TopicAliases Aliases { get; private set; } = TopicAliases.None;

    internal AckQueue? Acks { get; private set; }

    /// <summary>Takes received bytes, any number of them. What does not make a whole frame yet is kept.</summary>
    public ReceiveResult Receive(ReadOnlySpan<byte> bytes)
    {
        using Turn.Scope turn = Turn.Enter();
        try
        {
            Volatile.Write(ref _lastReceivedMs, _broker.Clock.NowMs);
            if (_input.IsEmpty)
            {
                int used = Process(bytes);
                if (used < bytes.Length && Phase < ConnectionPhase.Closing)
                {
                    _input.Append(bytes[used..], _broker.Pool);
                }
            }
            else
            {
                _input.Append(bytes, _broker.Pool);
                _input.Consume(Process(_input.Bytes), _broker.Pool);
            }
        }
        catch (Exception fault) // The one connection boundary: log once, acknowledge nothing, close.
        {
            _broker.Log.ConnectionFault(fault, Id, Peer.Attributes.Identity);
            End(CloseReason.InternalFault);
        }

        return Phase >= ConnectionPhase.Closing ? ReceiveResult.Close
            : Acks is { MustPause: true } ? ReceiveResult.Pause
            : ReceiveResult.Continue;
    }

    /// <summary>The socket is gone. Called once by the transport, whoever closed it; gives every buffer back.</summary>
    public void Closed()
    {
        using Turn.Scope turn = Turn.Enter();
        End(CloseReason.ConnectionLost);
        if (Interlocked.Exchange(ref _phase, (int)ConnectionPhase.Closed) != (int)ConnectionPhase.Closed)
        {
            _input.Discard(_broker.Pool);
            DiscardOutput();
            _broker.Sessions.RemoveConnection(this);
        }
    }

    long ITimed.CheckDeadlines(long nowMs)
    {
        using Turn.Scope turn = Turn.Enter();
        BrokerOptions limits = _broker.Options;
        long silentSince = Volatile.Read(ref _lastReceivedMs);
        (long due, CloseReason reason) = Phase switch
        {
            ConnectionPhase.AwaitingConnect =>
                (_openedMs + (long)limits.ConnectTimeout.TotalMilliseconds, CloseReason.ConnectTimeout),
            // [MQTT-3.1.2-22]: one and a half times the keep-alive.
            ConnectionPhase.Connected => (silentSince + KeepAliveMs, CloseReason.KeepAliveTimeout),
            ConnectionPhase.Closing or ConnectionPhase.Closed => (long.MaxValue, CloseReason.ConnectionLost),
        };
        long stalledDue = StalledDueMs;
        (due, reason) = stalledDue < due ? (stalledDue, CloseReason.SlowConsumer) : (due, reason);
        if (due > nowMs)
        {
            return due;
        }

        End(reason);
        return long.MaxValue;
    }

    /// <summary>
    /// Ends the connection from our side: says why where the version can, tells the session, asks the owner to close.
    /// Does nothing the second time.
    /// </summary>
    internal void End(CloseReason reason, bool publishWill = true, uint? sessionExpiry = null)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        EndReason = reason;
        int before = MovePhase(ConnectionPhase.AwaitingConnect, ConnectionPhase.Closing);
        bool connected = before == (int)ConnectionPhase.Connected;
        if (connected)
        {
            MovePhase(ConnectionPhase.Connected, ConnectionPhase.Closing);
            if (reason is not (CloseReason.ClientDisconnect or CloseReason.ConnectionLost))
            {
                SendDisconnect(reason);
            }
        }

        _broker.Ended(this, reason, connected);
        Session?.Detach(this, new SessionEnd(reason, publishWill, sessionExpiry));
        Turn.AddClosing(this);
    }

    /// <summary>Becomes connected with a session; false if the connection was ended meanwhile.</summary>
    internal bool TryAccept(Session session)
    {
        Session = session;
        return MovePhase(ConnectionPhase.AwaitingConnect, ConnectionPhase.Connected)
            == (int)ConnectionPhase.AwaitingConnect;
    }

    internal void UseVersion(MqttVersion version) => Version = version;

    internal bool MayPublishNow() =>
        _broker.Options.PublishesPerSecond is null || _publishRate.TryTake(_broker.Clock.NowMs);

    /// <summary>Answers a publish when its ticket is done and everything before it was answered.</summary>
    internal void Acknowledge(in PendingAck ack)
    {
        if (ack.Ticket.IsCompletedSuccessfully && Acks is not { Count: > 0 })
        {
            SendAck(ack.Type, ack.PacketId, ack.Reason);
            return;
        }

        Acks ??= new AckQueue(this, _broker.Options.ReceiveMaximum);
        Acks.Add(ack);
    }

    /// <summary>The name for received bytes; the last one is kept, because devices repeat themselves.</summary>
    internal TopicName? ParseTopic(ReadOnlySpan<byte> utf8)
    {
        if (_lastTopic is null || !utf8.SequenceEqual(_lastTopic.Utf8))
        {
            _ = TopicName.TryParse(utf8, out _lastTopic);
        }

        return _lastTopic;
    }

    internal void TellClose() => _owner.Close(this);

    internal void TellResumeReading() => Turn.After(() => _owner.ResumeReading(this));

    // Returns what it was before; moves only if that is what was expected.
    private int MovePhase(ConnectionPhase from, ConnectionPhase to) =>
        Interlocked.CompareExchange(ref _phase, (int)to, (int)from);

    // Uses whole frames from the front; returns how many bytes that were.
    private int Process(ReadOnlySpan<byte> bytes)
    {
        int used = 0;
        while (Phase < ConnectionPhase.Closing)
        {
            FrameStatus status = FrameReader.TryRead(bytes[used..], _broker.Options.MaxPacketSize, out Frame frame);
            if (status == FrameStatus.Incomplete)
            {
                return used;
            }

            if (status != FrameStatus.Complete)
            {
                // [MQTT-3.2.2-15], [MQTT-4.13.1-1]
                End(status == FrameStatus.TooLarge ? CloseReason.PacketTooLarge : CloseReason.MalformedPacket);
                break;
            }

            PacketHandler.Handle(_broker, this, frame);
            used += frame.Length;
        }

        return bytes.Length; // Nothing is read after the end [MQTT-3.14.4-2].
    }
}
