using System.Buffers;
using Garita.Broker.Connections;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Broker.Tests.Harness;

/// <summary>
/// An in-memory transport and the client behind it: what the broker sends is parsed into packets at once.
/// </summary>
public sealed class TestClient : IConnectionOwner
{
    private readonly Lock _gate = new();
    private readonly List<IPacket> _received = [];
    private readonly MqttVersion _version;
    private byte[] _rest = [];
    private int _closes;
    private int _resumes;

    public TestClient(MqttBroker broker, Peer peer, MqttVersion version)
    {
        _version = version;
        Connection = broker.Open(peer, this);
    }

    public MqttConnection Connection { get; }

    /// <summary>A client that does not read: output stays in the broker.</summary>
    public bool IsStalled { get; set; }

    /// <summary>How often output was flushed, and in how many bytes.</summary>
    public List<int> Flushes { get; } = [];

    public int OutputReadyCalls { get; private set; }

    public bool IsClosed => Volatile.Read(ref _closes) > 0;

    public int CloseCalls => Volatile.Read(ref _closes);

    public int ResumeCalls => Volatile.Read(ref _resumes);

    public IReadOnlyList<IPacket> Received
    {
        get
        {
            lock (_gate)
            {
                return [.. _received];
            }
        }
    }

    public void OutputReady(MqttConnection connection)
    {
        OutputReadyCalls++;
        if (!IsStalled)
        {
            Drain();
        }
    }

    public void Close(MqttConnection connection)
    {
        Interlocked.Increment(ref _closes);
        IsStalled = false;
        Drain();
    }

    public void ResumeReading(MqttConnection connection) => Interlocked.Increment(ref _resumes);

    /// <summary>Takes all output, as a transport's writer does.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            while (Connection is { } connection && connection.TryTakeOutput(out OutputBuffer output))
            {
                Flushes.Add(output.Memory.Length);
                _rest = [.. _rest, .. output.Memory.Span];
                output.Return();
                Parse();
            }
        }
    }

    public ReceiveResult Send(params IPacket[] packets)
    {
        ArrayBufferWriter<byte> bytes = new();
        foreach (IPacket packet in packets)
        {
            PacketWriter.Write(packet, _version, bytes);
        }

        return Connection.Receive(bytes.WrittenSpan);
    }

    public ReceiveResult SendRaw(params byte[] bytes) => Connection.Receive(bytes);

    public void Drop() => Connection.Closed();

    /// <summary>What came since the last call, of one type.</summary>
    public List<T> Take<T>()
        where T : IPacket
    {
        lock (_gate)
        {
            List<T> taken = [.. _received.OfType<T>()];
            _received.RemoveAll(p => p is T);
            return taken;
        }
    }

    /// <summary>The one packet of a type that came since the last call.</summary>
    public T TakeOne<T>()
        where T : IPacket => Assert.Single(Take<T>());

    public ReasonCode Subscribe(string filter, QoS qos = QoS.AtLeastOnce, uint? identifier = null)
    {
        Send(new SubscribePacket
        {
            PacketId = 77,
            Subscriptions = [new SubscriptionRequest(TopicFilter.Parse(filter), qos)],
            SubscriptionIdentifier = identifier,
        });
        return Assert.Single(TakeOne<SubAckPacket>().ReasonCodes);
    }

    public ReceiveResult Publish(
        string topic, string payload, QoS qos = QoS.AtMostOnce, ushort id = 1, bool retain = false) =>
        Send(new PublishPacket
        {
            Topic = TopicName.Parse(topic),
            Payload = System.Text.Encoding.UTF8.GetBytes(payload),
            QoS = qos,
            PacketId = qos == QoS.AtMostOnce ? (ushort)0 : id,
            Retain = retain,
        });

    private void Parse()
    {
        while (FrameReader.TryRead(_rest, int.MaxValue, out Frame frame) == FrameStatus.Complete)
        {
            _received.Add(ParseOne(frame));
            _rest = _rest[frame.Length..];
        }
    }

    private IPacket ParseOne(in Frame frame)
    {
        (PacketStatus status, IPacket? packet) = (int)frame.Type switch
        {
            2 => (ConnAckPacket.TryRead(frame, _version, out var p), (IPacket?)p),
            3 => (PublishPacket.TryRead(frame, _version, out var p), p),
            4 => (PubAckPacket.TryRead(frame, _version, out var p), p),
            5 => (PubRecPacket.TryRead(frame, _version, out var p), p),
            6 => (PubRelPacket.TryRead(frame, _version, out var p), p),
            7 => (PubCompPacket.TryRead(frame, _version, out var p), p),
            9 => (SubAckPacket.TryRead(frame, _version, out var p), p),
            11 => (UnsubAckPacket.TryRead(frame, _version, out var p), p),
            13 => (PingRespPacket.TryRead(frame, _version, out var p), p),
            14 => (DisconnectPacket.TryRead(frame, _version, out var p), p),
            _ => throw new InvalidOperationException($"A server does not send {frame.Type}."),
        };
        Assert.Equal(PacketStatus.Ok, status);
        return packet!;
    }
}
