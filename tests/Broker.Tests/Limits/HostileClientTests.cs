using Garita.Broker.Limits;
using Garita.Broker.Tests.Harness;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Limits;

public sealed class HostileClientTests
{
    [Theory]
    [InlineData(MqttVersion.V500)]
    [InlineData(MqttVersion.V311)]
    public void Client_that_asks_without_reading_is_closed_before_its_answers_fill_the_memory(MqttVersion version)
    {
        using TestBroker broker = new(new BrokerOptions { MaxOutputBytes = 10_000 });
        TestClient client = broker.Connect(Identity.Device("A"), version);
        client.IsStalled = true;
        byte[] pings = [.. Enumerable.Repeat<byte[]>([0xC0, 0x00], 10_000).SelectMany(b => b)];

        for (int i = 0; i < 20 && !client.IsClosed; i++)
        {
            client.SendRaw(pings);
        }

        Assert.True(client.IsClosed);
        Assert.Contains("-A SlowConsumer", broker.Events);
        Assert.InRange(client.Flushes.Max(), 1, 120_000);
    }

    [Fact]
    public void Full_output_of_messages_leaves_room_for_answers()
    {
        using TestBroker broker = new(new BrokerOptions { MaxOutputBytes = 1_000 });
        TestClient slow = broker.Connect("S");
        slow.Subscribe("t/x");
        slow.IsStalled = true;
        TestClient publisher = broker.Connect("P");
        for (int i = 0; i < 20; i++)
        {
            publisher.Publish("t/x", new string('0', 100));
        }

        slow.Send(PingReqPacket.Instance);

        Assert.False(slow.IsClosed);
    }

    [Fact]
    public void Properties_count_for_the_limit_of_a_queue()
    {
        using TestBroker broker = new(new BrokerOptions { MaxQueuedBytes = 10_000 });
        TestClient sleeper = broker.Connect("S", c => c with { SessionExpirySeconds = 100 });
        sleeper.Subscribe("t/x");
        sleeper.Drop();
        TestClient publisher = broker.Connect("P");

        for (ushort i = 1; i <= 20; i++)
        {
            publisher.Send(Padded("t/x", i, retain: false));
        }

        Assert.InRange(broker.Broker.Snapshot().MessagesDropped, 10, 20);
    }

    [Fact]
    public void Properties_count_for_the_limit_of_retained_bytes()
    {
        using TestBroker broker = new(new BrokerOptions { MaxRetainedBytes = 10_000 });
        TestClient publisher = broker.Connect("P");

        for (ushort i = 1; i <= 20; i++)
        {
            publisher.Send(Padded($"t/{i}", i, retain: true));
        }

        Assert.InRange(broker.Broker.Snapshot().RetainedMessages, 1, 10);
        Assert.Equal(ReasonCode.QuotaExceeded, publisher.Take<PubAckPacket>()[^1].ReasonCode);
    }

    [Fact]
    public void Device_cannot_fill_the_retained_store_with_few_large_messages()
    {
        using TestBroker broker = new(new BrokerOptions { MaxRetainedBytesPerDevice = 1_000 });
        TestClient hostile = broker.Connect("A");
        hostile.Publish("t/1", new string('0', 600), QoS.AtLeastOnce, 1, retain: true);
        hostile.Publish("t/2", new string('0', 600), QoS.AtLeastOnce, 2, retain: true);

        Assert.Equal(
            [ReasonCode.Success, ReasonCode.QuotaExceeded], hostile.Take<PubAckPacket>().Select(p => p.ReasonCode));

        // What it replaces or takes away is its own again, and others are not touched.
        hostile.Publish("t/1", new string('1', 900), QoS.AtLeastOnce, 3, retain: true);
        hostile.Publish("t/1", "", QoS.AtLeastOnce, 4, retain: true);
        hostile.Publish("t/2", new string('0', 900), QoS.AtLeastOnce, 5, retain: true);
        TestClient other = broker.Connect("B");
        other.Publish("t/3", new string('0', 900), QoS.AtLeastOnce, 1, retain: true);

        Assert.All(hostile.Take<PubAckPacket>(), p => Assert.Equal(ReasonCode.Success, p.ReasonCode));
        Assert.Equal(ReasonCode.Success, other.TakeOne<PubAckPacket>().ReasonCode);
        Assert.Equal(2, broker.Broker.Snapshot().RetainedMessages);
    }

    [Fact]
    public void Qos2_subscriber_that_never_completes_holds_no_more_than_one_window()
    {
        using TestBroker broker = new(new BrokerOptions { MaxInFlight = 4 });
        TestClient publisher = broker.Connect("P");
        TestClient hostile = broker.Connect("S", c => c with { SessionExpirySeconds = 100 });
        hostile.Subscribe("t/x", QoS.ExactlyOnce);
        int sent = 0;

        for (int round = 0; round < 5; round++)
        {
            for (ushort i = 1; i <= 4; i++)
            {
                publisher.Publish("t/x", $"{++sent}", QoS.ExactlyOnce, i);
                publisher.Send(new PubRelPacket { PacketId = i });
            }

            foreach (PublishPacket got in hostile.Take<PublishPacket>())
            {
                hostile.Send(new PubRecPacket { PacketId = got.PacketId });
            }

            hostile.Drop();
            hostile = broker.Open5("S");
            TestBroker.Handshake(
                hostile, "S", MqttVersion.V500, c => c with { CleanStart = false, SessionExpirySeconds = 100 });
            Assert.Equal(4, hostile.Take<PubRelPacket>().Count);
            Assert.Empty(hostile.Received);
        }

        // An honest client goes on where it was.
        List<int> ids = [];
        for (int i = 0; i < 16; i++)
        {
            hostile.Send(new PubCompPacket { PacketId = (ushort)(i + 1) });
            PublishPacket next = hostile.TakeOne<PublishPacket>();
            ids.Add(next.PacketId);
            hostile.Send(new PubRecPacket { PacketId = next.PacketId });
            hostile.Take<PubRelPacket>();
        }

        Assert.Equal(Enumerable.Range(5, 16), ids);
    }

    [Fact]
    public void Will_topic_with_control_characters_is_refused()
    {
        using TestBroker broker = new();
        TestClient client = broker.Open5("A");

        ConnAckPacket answer = TestBroker.Handshake(client, "A", MqttVersion.V500, c => c with
        {
            Will = new WillMessage { Topic = TopicName.Parse("t/a\r\nb"), Payload = new byte[] { 1 } },
        });

        Assert.Equal(ReasonCode.TopicNameInvalid, answer.ReasonCode);
    }

    [Theory]
    [InlineData("t/a\nb")]
    [InlineData("t/\u001b[2J")]
    [InlineData("t/a\u007f")]
    [InlineData("t/a\u0085b")]
    [InlineData("t/a\u2028b")]
    [InlineData("t/a\u202eb")]
    public void Topics_and_filters_with_control_characters_are_refused(string topic)
    {
        using TestBroker broker = new();
        TestClient client = broker.Connect("A");

        client.Publish(topic, "m", QoS.AtLeastOnce);

        Assert.Equal(ReasonCode.TopicNameInvalid, client.TakeOne<PubAckPacket>().ReasonCode);
        Assert.Equal(ReasonCode.TopicFilterInvalid, client.Subscribe(topic));
    }

    private static PublishPacket Padded(string topic, ushort id, bool retain) => new()
    {
        Topic = TopicName.Parse(topic),
        Payload = new byte[] { 1 },
        QoS = QoS.AtLeastOnce,
        PacketId = id,
        Retain = retain,
        Properties = new MessageProperties { UserProperties = [new UserProperty("k", new string('v', 1_000))] },
    };
}
