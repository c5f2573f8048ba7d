using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Routing;
using Garita.Broker.Tests.Harness;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Routing;

public sealed class DurableTakerTests : IDisposable
{
    private readonly TestBroker _broker = new(new BrokerOptions { ReceiveMaximum = 4 });
    private readonly RecordingSubscriber _store = new() { Hold = true };

    public DurableTakerTests()
    {
        Assert.True(_broker.Broker.OpenLocal(Identity.Service("store")).TrySubscribe(TopicFilter.Parse("t/#"), _store));
    }

    public void Dispose() => _broker.Dispose();

    [Fact]
    public void Acknowledgement_waits_for_the_ticket_and_keeps_the_order()
    {
        TestClient publisher = _broker.Connect("P");
        publisher.Publish("t/x", "1", QoS.AtLeastOnce, 1);
        publisher.Publish("t/x", "2", QoS.ExactlyOnce, 2);
        publisher.Publish("t/x", "3", QoS.AtLeastOnce, 3);
        TaskCompletionSource[] tickets = [.. _store.Tickets];

        tickets[2].SetResult();
        tickets[1].SetResult();
        Assert.Empty(publisher.Received);
        tickets[0].SetResult();

        Assert.Equal(
            [PacketType.PubAck, PacketType.PubRec, PacketType.PubAck], publisher.Received.Select(p => p.Type));
        Assert.Equal([1, 3], publisher.Take<PubAckPacket>().Select(p => (int)p.PacketId));
    }

    [Fact]
    public void Failing_taker_closes_the_connection_and_nothing_is_acknowledged()
    {
        TestClient publisher = _broker.Connect("P");
        publisher.Publish("t/x", "1", QoS.AtLeastOnce, 1);
        publisher.Publish("t/x", "2", QoS.AtLeastOnce, 2);
        TaskCompletionSource[] tickets = [.. _store.Tickets];

        tickets[1].SetResult();
        tickets[0].SetException(new IOException("disk full"));

        Assert.Empty(publisher.Take<PubAckPacket>());
        Assert.Equal(ReasonCode.ImplementationSpecificError, publisher.TakeOne<DisconnectPacket>().ReasonCode);
        Assert.True(publisher.IsClosed);
    }

    [Fact]
    public void Qos2_publishes_that_wait_count_once_for_the_receive_maximum()
    {
        TestClient publisher = _broker.Connect("P");
        for (ushort i = 1; i <= 4; i++)
        {
            publisher.Publish("t/x", $"{i}", QoS.ExactlyOnce, i);
        }

        Assert.False(publisher.IsClosed);
        publisher.Publish("t/x", "5", QoS.ExactlyOnce, 5);
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, publisher.TakeOne<DisconnectPacket>().ReasonCode);
    }

    [Fact]
    public void Repeating_one_qos2_publish_while_it_waits_is_bounded()
    {
        TestClient publisher = _broker.Connect("P");
        for (int i = 0; i < 100; i++)
        {
            publisher.Publish("t/x", "1", QoS.ExactlyOnce, 1);
        }

        Assert.Single(_store.Taken);
        Assert.True(publisher.IsClosed);
    }

    [Fact]
    public void Taker_that_throws_fails_its_publisher_alone()
    {
        using TestBroker broker = new();
        Assert.True(broker.Broker.OpenLocal(Identity.Service("bad"))
            .TrySubscribe(TopicFilter.Parse("t/bad"), new ThrowingSubscriber()));
        TestClient subscriber = broker.Connect("S");
        subscriber.Subscribe("t/bad");
        TestClient publisher = broker.Connect("P", c => c with
        {
            Will = new WillMessage { Topic = TopicName.Parse("t/bad"), Payload = new byte[] { 1 } },
        });

        publisher.Publish("t/bad", "1", QoS.AtLeastOnce);

        Assert.Empty(publisher.Take<PubAckPacket>());
        Assert.True(publisher.IsClosed);
        Assert.Equal(2, subscriber.Take<PublishPacket>().Count); // the message, and the will at the close
    }

    [Fact]
    public void Taker_that_throws_at_a_delayed_will_does_not_stop_the_clock()
    {
        using TestBroker broker = new();
        Assert.True(broker.Broker.OpenLocal(Identity.Service("bad"))
            .TrySubscribe(TopicFilter.Parse("t/bad"), new ThrowingSubscriber()));
        TestClient dying = broker.Connect("P", c => c with
        {
            SessionExpirySeconds = 100,
            Will = new WillMessage { Topic = TopicName.Parse("t/bad"), Payload = new byte[] { 1 }, DelaySeconds = 5 },
        });
        dying.Drop();

        broker.Advance(10);

        TestClient idle = broker.Open5("B");
        broker.Advance(20);
        Assert.True(idle.IsClosed); // the deadline of CONNECT is still watched
    }

    [Fact]
    public void Qos2_publish_whose_taker_failed_is_routed_again()
    {
        TestClient publisher = _broker.Connect("P", c => c with { SessionExpirySeconds = 100 });
        publisher.Publish("t/x", "1", QoS.ExactlyOnce, 1);
        _store.Tickets.TryDequeue(out TaskCompletionSource? ticket);
        ticket!.SetException(new IOException("disk full"));
        publisher.Drop();

        TestClient again = _broker.Open5("P");
        TestBroker.Handshake(again, "P", MqttVersion.V500, c => c with { CleanStart = false });
        again.Publish("t/x", "1", QoS.ExactlyOnce, 1);
        _store.Tickets.TryDequeue(out ticket);
        ticket!.SetResult();

        again.TakeOne<PubRecPacket>();
        Assert.Equal(2, _store.Taken.Count);
    }

    [Fact]
    public void Refusal_does_not_overtake_an_acknowledgement_that_waits()
    {
        TestClient publisher = _broker.Connect("P");
        publisher.Publish("t/x", "1", QoS.AtLeastOnce, 1);
        publisher.Publish("private/B/x", "2", QoS.AtLeastOnce, 2);
        Assert.Empty(publisher.Received);

        _store.Tickets.Single().SetResult();

        Assert.Equal(
            [ReasonCode.Success, ReasonCode.NotAuthorized],
            publisher.Take<PubAckPacket>().Select(p => p.ReasonCode));
    }

    [Fact]
    public void Client_of_version_311_is_paused_and_resumed()
    {
        TestClient publisher = _broker.Connect311("P");
        ReceiveResult result = ReceiveResult.Continue;
        for (ushort i = 1; i <= 4; i++)
        {
            Assert.Equal(ReceiveResult.Continue, result);
            result = publisher.Publish("t/x", "m", QoS.AtLeastOnce, i);
        }

        Assert.Equal(ReceiveResult.Pause, result);
        Assert.Equal(0, publisher.ResumeCalls);
        foreach (TaskCompletionSource ticket in _store.Tickets)
        {
            ticket.SetResult();
        }

        Assert.Equal(1, publisher.ResumeCalls);
        Assert.Equal(4, publisher.Take<PubAckPacket>().Count);
    }

    [Fact]
    public void Local_peer_is_judged_like_any_other()
    {
        using LocalPeer peer = _broker.Broker.OpenLocal(Identity.Service("commands"));

        Assert.False(peer.TrySubscribe(TopicFilter.Parse("private/#"), _store));
        Assert.False(peer.TrySubscribe(TopicFilter.Parse("$SYS/#"), _store));
        ValueTask<PublishOutcome> refused = peer.PublishAsync(
            new LocalMessage(TopicName.Parse("private/A/x"), default));
        Assert.True(refused.IsCompletedSuccessfully);
        Assert.Empty(_store.Taken);
    }

    [Fact]
    public async Task Local_publish_reaches_devices_with_its_properties()
    {
        using LocalPeer peer = _broker.Broker.OpenLocal(Identity.Service("commands"));
        TestClient device = _broker.Connect("A");
        device.Subscribe("t/x");

        ValueTask<PublishOutcome> publishing = peer.PublishAsync(new LocalMessage(
            TopicName.Parse("t/x"), "do"u8.ToArray())
        {
            Properties = new MessageProperties
            {
                ResponseTopic = TopicName.Parse("t/reply"),
                CorrelationData = new byte[] { 7 },
                MessageExpirySeconds = 60,
            },
        });
        _store.Tickets.Single().SetResult();

        Assert.Equal(PublishOutcome.Accepted, await publishing);
        PublishPacket got = device.TakeOne<PublishPacket>();
        Assert.Equal(("t/reply", 60u), (got.Properties.ResponseTopic!.Text, got.Properties.MessageExpirySeconds));
        Assert.Equal(new byte[] { 7 }, got.Properties.CorrelationData!.Value.ToArray());
    }

    private sealed class ThrowingSubscriber : ILocalSubscriber
    {
        public ValueTask Deliver(Publication publication) => throw new InvalidOperationException("a fault of ours");
    }
}
