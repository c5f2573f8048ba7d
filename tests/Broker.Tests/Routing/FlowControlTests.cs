using Garita.Broker.Limits;
using Garita.Broker.Tests.Harness;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Routing;

public sealed class FlowControlTests : IDisposable
{
    private readonly TestBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public void Unacknowledged_messages_are_sent_again_in_order_with_dup_and_the_same_ids()
    {
        TestClient subscriber = _broker.Connect("S", c => c with { SessionExpirySeconds = 100 });
        subscriber.Subscribe("t/x", QoS.ExactlyOnce);
        TestClient publisher = _broker.Connect("P");
        publisher.Publish("t/x", "1", QoS.AtLeastOnce, 1);
        publisher.Publish("t/x", "2", QoS.ExactlyOnce, 2);
        publisher.Publish("t/x", "3", QoS.ExactlyOnce, 3);
        subscriber.Send(new PubRecPacket { PacketId = 2 });
        subscriber.Drop();
        publisher.Publish("t/x", "4", QoS.AtLeastOnce, 4);

        TestClient again = _broker.Open5("S");
        TestBroker.Handshake(again, "S", MqttVersion.V500, c => c with { CleanStart = false });

        Assert.Equal(
            [(1, true), (3, true), (4, false)],
            again.Take<PublishPacket>().Select(p => ((int)p.PacketId, p.Duplicate)));
        Assert.Equal(2, again.TakeOne<PubRelPacket>().PacketId);
    }

    [Fact]
    public void Packet_ids_wrap_and_skip_those_in_flight()
    {
        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe("t/x");
        TestClient publisher = _broker.Connect("P");
        publisher.Publish("t/x", "held", QoS.AtLeastOnce); // Id 1 is never acknowledged.
        subscriber.Take<PublishPacket>();
        int last = 1;
        for (int i = 0; i < 65_535; i++)
        {
            publisher.Publish("t/x", "m", QoS.AtLeastOnce);
            ushort id = subscriber.TakeOne<PublishPacket>().PacketId;
            Assert.Equal(last == 65_535 ? 2 : last + 1, id);
            last = id;
            subscriber.Send(new PubAckPacket { PacketId = id });
            publisher.Take<PubAckPacket>();
        }
    }

    [Fact]
    public void Receive_maximum_of_the_client_holds_messages_back_in_order()
    {
        TestClient subscriber = _broker.Connect("S", c => c with { ReceiveMaximum = 2 });
        subscriber.Subscribe("t/x");
        TestClient publisher = _broker.Connect("P");
        for (int i = 0; i < 5; i++)
        {
            publisher.Publish("t/x", $"{i}", QoS.AtLeastOnce);
        }

        List<PublishPacket> got = subscriber.Take<PublishPacket>();
        Assert.Equal(2, got.Count);
        for (int i = 0; got.Count < 5; i++)
        {
            subscriber.Send(new PubAckPacket { PacketId = got[i].PacketId });
            got.Add(subscriber.TakeOne<PublishPacket>());
        }

        Assert.Equal(["0", "1", "2", "3", "4"], got.Select(p => System.Text.Encoding.UTF8.GetString(p.Payload.Span)));
    }

    [Fact]
    public void Smaller_window_after_a_reconnect_still_sends_everything_in_order()
    {
        TestClient subscriber = _broker.Connect("S", c => c with { SessionExpirySeconds = 100 });
        subscriber.Subscribe("t/x");
        TestClient publisher = _broker.Connect("P");
        for (int i = 1; i <= 4; i++)
        {
            publisher.Publish("t/x", $"{i}", QoS.AtLeastOnce);
        }

        subscriber.Drop();
        TestClient again = _broker.Open5("S");
        TestBroker.Handshake(
            again, "S", MqttVersion.V500, c => c with { CleanStart = false, ReceiveMaximum = 1 });

        List<string> got = [];
        while (again.Take<PublishPacket>() is [{ } only])
        {
            got.Add(System.Text.Encoding.UTF8.GetString(only.Payload.Span));
            again.Send(new PubAckPacket { PacketId = only.PacketId });
        }

        Assert.Equal(["1", "2", "3", "4"], got);
    }

    [Fact]
    public void Client_beyond_our_receive_maximum_is_disconnected()
    {
        using TestBroker broker = new(new BrokerOptions { ReceiveMaximum = 2 });
        TestClient publisher = broker.Connect("P");

        for (ushort i = 1; i <= 3; i++)
        {
            publisher.Publish("t/x", "m", QoS.ExactlyOnce, i); // None is released.
        }

        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, publisher.TakeOne<DisconnectPacket>().ReasonCode);
    }

    [Fact]
    public void Message_larger_than_the_client_accepts_is_dropped_silently()
    {
        TestClient subscriber = _broker.Connect("S", c => c with { MaximumPacketSize = 40 });
        subscriber.Subscribe("t/x");
        TestClient publisher = _broker.Connect("P");

        publisher.Publish("t/x", new string('x', 100), QoS.AtLeastOnce);
        publisher.Publish("t/x", "small", QoS.AtLeastOnce);

        Assert.Equal("small"u8, subscriber.TakeOne<PublishPacket>().Payload.Span);
        Assert.Equal(1, _broker.Broker.Snapshot().MessagesDropped);
    }

    [Fact]
    public void Topic_aliases_work_in_both_directions()
    {
        TestClient subscriber = _broker.Connect("S", c => c with { TopicAliasMaximum = 1 });
        subscriber.Subscribe("t/+");
        TestClient publisher = _broker.Connect("P");

        publisher.Send(
            new PublishPacket { Topic = TopicName.Parse("t/x"), TopicAlias = 3 },
            new PublishPacket { Topic = null, TopicAlias = 3 },
            new PublishPacket { Topic = TopicName.Parse("t/y") });

        Assert.Equal(
            ["t/x 1", " 1", "t/y 0"],
            subscriber.Take<PublishPacket>().Select(p => $"{p.Topic} {p.TopicAlias}"));
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(5, false)]
    public void Topic_alias_beyond_the_maximum_or_never_set_disconnects(int alias, bool named)
    {
        TestClient publisher = _broker.Connect("P");

        publisher.Send(new PublishPacket
        {
            Topic = named ? TopicName.Parse("t/x") : null, TopicAlias = (ushort)alias,
        });

        Assert.Equal(ReasonCode.TopicAliasInvalid, publisher.TakeOne<DisconnectPacket>().ReasonCode);
    }

    [Fact]
    public void One_batch_read_is_one_flush_per_receiver()
    {
        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe("t/x");
        int before = subscriber.OutputReadyCalls;
        PublishPacket packet = new() { Topic = TopicName.Parse("t/x"), Payload = new byte[10] };

        _broker.Connect("P").Send([.. Enumerable.Repeat(packet, 50)]);

        Assert.Equal(50, subscriber.Take<PublishPacket>().Count);
        Assert.Equal(before + 1, subscriber.OutputReadyCalls);
        Assert.Equal(0, _broker.Pool.Outstanding);
    }

    [Fact]
    public void Publishing_costs_the_same_beside_two_thousand_idle_sessions()
    {
        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe("private/S/#");
        TestClient publisher = _broker.Connect("P");
        long alone = Cost();

        for (int i = 0; i < 2_000; i++)
        {
            _broker.Connect($"idle{i}").Subscribe($"private/idle{i}/#");
        }

        Assert.Equal(alone, Cost());

        long Cost()
        {
            long before = _broker.Broker.State.Metrics.NodesVisited;
            publisher.Publish("private/P/telemetry/x", "m");
            return _broker.Broker.State.Metrics.NodesVisited - before;
        }
    }
}
