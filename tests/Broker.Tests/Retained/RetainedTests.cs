using Garita.Broker.Limits;
using Garita.Broker.Tests.Harness;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Retained;

public sealed class RetainedTests : IDisposable
{
    private readonly TestBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Theory]
    [InlineData("t/a", "t/a")]
    [InlineData("t/+", "t/a t/b")]
    [InlineData("t/#", "t/a t/ab/c t/b")]
    [InlineData("t/ab/#", "t/ab/c")]
    [InlineData("t/a/#", "t/a")]
    [InlineData("$share/g/t/#", "")]
    public void Subscription_gets_the_retained_messages_it_matches(string filter, string expected)
    {
        TestClient publisher = _broker.Connect("P");
        foreach (string topic in new[] { "t/b", "t/a", "t/ab/c" })
        {
            publisher.Publish(topic, "r", retain: true);
        }

        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe(filter);

        List<PublishPacket> got = subscriber.Take<PublishPacket>();
        Assert.Equal(expected, string.Join(' ', got.Select(p => p.Topic!.Text)));
        Assert.All(got, p => Assert.True(p.Retain));
    }

    [Fact]
    public void Newer_message_replaces_and_empty_one_removes()
    {
        TestClient publisher = _broker.Connect("P");
        publisher.Publish("t/x", "1", retain: true);
        publisher.Publish("t/x", "2", retain: true);
        Assert.Equal((1, 4L), (_broker.Broker.Snapshot().RetainedMessages, _broker.Broker.Snapshot().RetainedBytes));

        publisher.Publish("t/x", "", retain: true);

        Assert.Equal((0, 0L), (_broker.Broker.Snapshot().RetainedMessages, _broker.Broker.Snapshot().RetainedBytes));
    }

    [Theory]
    [InlineData(RetainHandling.SendAlways, 2)]
    [InlineData(RetainHandling.SendIfNew, 1)]
    [InlineData(RetainHandling.DoNotSend, 0)]
    public void Retain_handling_decides_when_they_are_sent(RetainHandling handling, int expected)
    {
        _broker.Connect("P").Publish("t/x", "r", retain: true);
        TestClient subscriber = _broker.Connect("S");
        SubscribePacket subscribe = new()
        {
            PacketId = 1,
            Subscriptions = [new SubscriptionRequest(
                TopicFilter.Parse("t/x"), QoS.AtMostOnce, RetainHandling: handling)],
        };

        subscriber.Send(subscribe, subscribe);

        Assert.Equal(expected, subscriber.Take<PublishPacket>().Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Retain_as_published_keeps_the_flag_of_live_messages(bool keep)
    {
        TestClient subscriber = _broker.Connect("S");
        subscriber.Send(new SubscribePacket
        {
            PacketId = 1,
            Subscriptions = [new SubscriptionRequest(
                TopicFilter.Parse("t/x"), QoS.AtMostOnce, RetainAsPublished: keep)],
        });

        _broker.Connect("P").Publish("t/x", "m", retain: true);

        Assert.Equal(keep, subscriber.TakeOne<PublishPacket>().Retain);
    }

    [Fact]
    public void Expired_message_is_not_sent_and_goes()
    {
        _broker.Connect("P").Send(new PublishPacket
        {
            Topic = TopicName.Parse("t/x"),
            Retain = true,
            Payload = new byte[1],
            Properties = new MessageProperties { MessageExpirySeconds = 10 },
        });
        _broker.Advance(11);

        TestClient subscriber = _broker.Connect("S");
        subscriber.Subscribe("t/x");

        Assert.Empty(subscriber.Take<PublishPacket>());
        Assert.Equal(0, _broker.Broker.Snapshot().RetainedMessages);
    }

    [Fact]
    public void Device_cannot_fill_the_store()
    {
        using TestBroker broker = new(new BrokerOptions { MaxRetainedPerDevice = 2 });
        TestClient publisher = broker.Connect("P");
        publisher.Publish("t/1", "r", QoS.AtLeastOnce, retain: true);
        publisher.Publish("t/2", "r", QoS.AtLeastOnce, retain: true);
        publisher.Take<PubAckPacket>();

        publisher.Publish("t/3", "r", QoS.AtLeastOnce, retain: true);

        Assert.Equal(ReasonCode.QuotaExceeded, publisher.TakeOne<PubAckPacket>().ReasonCode);
        publisher.Publish("t/2", "other", QoS.AtLeastOnce, retain: true);
        Assert.Equal(ReasonCode.Success, publisher.TakeOne<PubAckPacket>().ReasonCode);
    }
}
