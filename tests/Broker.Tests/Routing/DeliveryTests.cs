using Garita.Broker.Tests.Harness;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Routing;

public sealed class DeliveryTests : IDisposable
{
    private readonly TestBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public void Qos1_is_acknowledged_both_ways_with_ids_that_count_up_from_one()
    {
        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe("t/x");
        TestClient publisher = _broker.Connect("P");

        for (ushort i = 1; i <= 3; i++)
        {
            publisher.Publish("t/x", "m", QoS.AtLeastOnce, id: (ushort)(100 + i));
            Assert.Equal(100 + i, publisher.TakeOne<PubAckPacket>().PacketId);
            PublishPacket got = subscriber.TakeOne<PublishPacket>();
            Assert.Equal((i, QoS.AtLeastOnce), (got.PacketId, got.QoS));
            subscriber.Send(new PubAckPacket { PacketId = got.PacketId });
        }
    }

    [Fact]
    public void Qos2_repeated_publish_is_routed_once()
    {
        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe("t/x", QoS.ExactlyOnce);
        TestClient publisher = _broker.Connect("P", c => c with { SessionExpirySeconds = 100 });
        publisher.Publish("t/x", "m", QoS.ExactlyOnce, id: 5);
        publisher.TakeOne<PubRecPacket>();
        publisher.Drop();

        TestClient again = _broker.Open5("P");
        TestBroker.Handshake(again, "P", MqttVersion.V500, c => c with { CleanStart = false });
        again.Send(new PublishPacket
        {
            Topic = TopicName.Parse("t/x"),
            Payload = "m"u8.ToArray(),
            QoS = QoS.ExactlyOnce,
            PacketId = 5,
            Duplicate = true,
        });
        again.TakeOne<PubRecPacket>();
        again.Send(new PubRelPacket { PacketId = 5 });

        Assert.Equal(ReasonCode.Success, again.TakeOne<PubCompPacket>().ReasonCode);
        subscriber.TakeOne<PublishPacket>();
    }

    [Fact]
    public void Qos2_outgoing_goes_through_all_four_steps()
    {
        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe("t/x", QoS.ExactlyOnce);
        _broker.Connect("P").Publish("t/x", "m", QoS.ExactlyOnce);

        ushort id = subscriber.TakeOne<PublishPacket>().PacketId;
        subscriber.Send(new PubRecPacket { PacketId = id });
        Assert.Equal(id, subscriber.TakeOne<PubRelPacket>().PacketId);
        subscriber.Send(new PubCompPacket { PacketId = id });

        subscriber.Send(new PubRecPacket { PacketId = id });
        Assert.Equal(ReasonCode.PacketIdentifierNotFound, subscriber.TakeOne<PubRelPacket>().ReasonCode);
    }

    [Fact]
    public void Unknown_pubrel_is_answered_with_not_found()
    {
        TestClient client = _broker.Connect("A");

        client.Send(new PubRelPacket { PacketId = 9 });

        Assert.Equal(ReasonCode.PacketIdentifierNotFound, client.TakeOne<PubCompPacket>().ReasonCode);
    }

    [Fact]
    public void Message_expiry_counts_down_and_drops()
    {
        TestClient subscriber = _broker.Connect("S", c => c with { SessionExpirySeconds = 1000 });
        subscriber.Subscribe("t/+");
        subscriber.Drop();
        TestClient publisher = _broker.Connect("P");
        PublishWithExpiry(publisher, "t/short", 10);
        PublishWithExpiry(publisher, "t/long", 100);
        _broker.Advance(30);

        TestClient again = _broker.Open5("S");
        TestBroker.Handshake(again, "S", MqttVersion.V500, c => c with { CleanStart = false });

        PublishPacket got = again.TakeOne<PublishPacket>();
        Assert.Equal(("t/long", 70u), (got.Topic!.Text, got.Properties.MessageExpirySeconds));
    }

    [Fact]
    public void Properties_are_forwarded_unaltered()
    {
        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe("t/x", identifier: 42);
        MessageProperties properties = new()
        {
            PayloadIsText = true,
            ContentType = "text/plain",
            ResponseTopic = TopicName.Parse("t/reply"),
            CorrelationData = new byte[] { 1, 2 },
            UserProperties = [new UserProperty("k", "1"), new UserProperty("k", "2")],
        };

        _broker.Connect("P").Send(new PublishPacket { Topic = TopicName.Parse("t/x"), Properties = properties });

        PublishPacket got = subscriber.TakeOne<PublishPacket>();
        Assert.Equal([42u], got.SubscriptionIdentifiers);
        Assert.Equal(properties.ContentType, got.Properties.ContentType);
        Assert.True(got.Properties.PayloadIsText);
        Assert.Equal(properties.ResponseTopic, got.Properties.ResponseTopic);
        Assert.Equal(new byte[] { 1, 2 }, got.Properties.CorrelationData!.Value.ToArray());
        Assert.Equal(properties.UserProperties, got.Properties.UserProperties);
    }

    [Fact]
    public void Overlapping_subscriptions_deliver_one_copy_with_the_highest_qos_and_every_identifier()
    {
        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe("t/#", QoS.AtMostOnce, identifier: 1);
        subscriber.Subscribe("t/x", QoS.AtLeastOnce, identifier: 2);

        _broker.Connect("P").Publish("t/x", "m", QoS.ExactlyOnce);

        PublishPacket got = subscriber.TakeOne<PublishPacket>();
        Assert.Equal(QoS.AtLeastOnce, got.QoS);
        Assert.Equal([1u, 2u], got.SubscriptionIdentifiers.Order());
    }

    [Fact]
    public void No_local_leaves_out_own_messages_only()
    {
        TestClient client = _broker.Connect("A");
        client.Send(new SubscribePacket
        {
            PacketId = 1,
            Subscriptions = [new SubscriptionRequest(TopicFilter.Parse("t/x"), QoS.AtMostOnce, NoLocal: true)],
        });

        client.Publish("t/x", "own");
        _broker.Connect("B").Publish("t/x", "other");

        Assert.Equal("other"u8, client.TakeOne<PublishPacket>().Payload.Span);
    }

    [Fact]
    public void Shared_subscription_takes_turns_over_connected_members_and_falls_back_to_a_sleeping_one()
    {
        string[] devices = ["A", "B", "C"];
        TestClient[] members = [.. devices.Select(d => _broker.Connect(
            d, c => c with { SessionExpirySeconds = 100 }))];
        foreach (TestClient member in members)
        {
            Assert.Equal(ReasonCode.GrantedQoS1, member.Subscribe("$share/g/t/x"));
        }

        TestClient publisher = _broker.Connect("P");
        Publish(9);
        Assert.All(members, m => Assert.Equal(3, m.Take<PublishPacket>().Count));

        members[1].Drop();
        Publish(8);
        Assert.Equal(8, members[0].Take<PublishPacket>().Count + members[2].Take<PublishPacket>().Count);

        members[0].Drop();
        members[2].Drop();
        Publish(1);
        int woken = 0;
        foreach (string device in devices)
        {
            TestClient again = _broker.Open5(device);
            TestBroker.Handshake(again, device, MqttVersion.V500, c => c with { CleanStart = false });
            woken += again.Take<PublishPacket>().Count(p => !p.Duplicate);
        }

        Assert.Equal(1, woken);

        void Publish(int count)
        {
            for (int i = 0; i < count; i++)
            {
                publisher.Publish("t/x", "m", QoS.AtLeastOnce);
            }
        }
    }

    private static void PublishWithExpiry(TestClient publisher, string topic, uint seconds) =>
        publisher.Send(new PublishPacket
        {
            Topic = TopicName.Parse(topic),
            QoS = QoS.AtLeastOnce,
            PacketId = 1,
            Properties = new MessageProperties { MessageExpirySeconds = seconds },
        });
}
