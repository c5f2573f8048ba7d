using System.Collections.Frozen;
using Garita.Broker.Limits;
using Garita.Broker.Tests.Harness;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Limits;

public sealed class RefusalTests : IDisposable
{
    private readonly TestBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Theory]
    [InlineData("private/B/x", ReasonCode.NotAuthorized)]
    [InlineData("$SYS/x", ReasonCode.TopicNameInvalid)]
    [InlineData("t//x", ReasonCode.TopicNameInvalid)]
    [InlineData("t/", ReasonCode.TopicNameInvalid)]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", ReasonCode.TopicNameInvalid)]
    public void Forbidden_publish_is_answered_with_its_reason_and_the_connection_stays(string topic, ReasonCode code)
    {
        TestClient client = _broker.Connect("A");

        client.Publish(topic, "m", QoS.AtLeastOnce);
        client.Publish(topic, "m", QoS.ExactlyOnce, 2);
        client.Publish(topic, "m");

        Assert.Equal(code, client.TakeOne<PubAckPacket>().ReasonCode);
        Assert.Equal(code, client.TakeOne<PubRecPacket>().ReasonCode);
        Assert.False(client.IsClosed);
        Assert.Equal(3, _broker.Broker.Snapshot().Refusals);
    }

    [Fact]
    public void Forbidden_publish_of_version_311_is_dropped_with_qos0_and_closes_with_qos1()
    {
        TestClient client = _broker.Connect311("A");

        client.Publish("private/B/x", "m");
        Assert.False(client.IsClosed);
        client.Publish("private/B/x", "m", QoS.AtLeastOnce);

        Assert.Empty(client.Received);
        Assert.True(client.IsClosed);
    }

    [Theory]
    [InlineData("private/#", ReasonCode.NotAuthorized)]
    [InlineData("$share/g/private/B/#", ReasonCode.NotAuthorized)]
    [InlineData("$SYS/#", ReasonCode.TopicFilterInvalid)]
    [InlineData("$share/g/$SYS/#", ReasonCode.TopicFilterInvalid)]
    [InlineData("t//#", ReasonCode.TopicFilterInvalid)]
    public void Forbidden_filter_is_answered_with_its_reason(string filter, ReasonCode code) =>
        Assert.Equal(code, _broker.Connect("A").Subscribe(filter));

    [Fact]
    public void Forbidden_filter_of_version_311_is_answered_with_failure() =>
        Assert.Equal((ReasonCode)0x80, _broker.Connect311("A").Subscribe("private/#"));

    [Fact]
    public void Subscriptions_beyond_the_limit_are_refused()
    {
        using TestBroker broker = new(new BrokerOptions { MaxSubscriptionsPerSession = 1 });
        TestClient client = broker.Connect("A");

        Assert.Equal(ReasonCode.GrantedQoS1, client.Subscribe("t/1"));
        Assert.Equal(ReasonCode.QuotaExceeded, client.Subscribe("t/2"));
        Assert.Equal(ReasonCode.GrantedQoS1, client.Subscribe("t/1"));
    }

    [Fact]
    public void Publishes_beyond_the_rate_are_refused_until_time_has_passed()
    {
        using TestBroker broker = new(new BrokerOptions { PublishesPerSecond = 1, PublishBurst = 2 });
        TestClient client = broker.Connect("A");
        for (int i = 0; i < 3; i++)
        {
            client.Publish("t/x", "m", QoS.AtLeastOnce);
        }

        Assert.Equal(
            [ReasonCode.Success, ReasonCode.Success, ReasonCode.QuotaExceeded],
            client.Take<PubAckPacket>().Select(p => p.ReasonCode));
        broker.Advance(1);
        client.Publish("t/x", "m", QoS.AtLeastOnce);
        Assert.Equal(ReasonCode.Success, client.TakeOne<PubAckPacket>().ReasonCode);
    }

    [Fact]
    public void Queue_of_a_sleeping_session_is_bounded()
    {
        using TestBroker broker = new(new BrokerOptions { MaxQueuedMessages = 3 });
        TestClient sleeper = broker.Connect("S", c => c with { SessionExpirySeconds = 100 });
        sleeper.Subscribe("t/x");
        sleeper.Drop();
        TestClient publisher = broker.Connect("P");
        for (int i = 0; i < 5; i++)
        {
            publisher.Publish("t/x", $"{i}", QoS.AtLeastOnce);
        }

        TestClient again = broker.Open5("S");
        TestBroker.Handshake(again, "S", MqttVersion.V500, c => c with { CleanStart = false });

        Assert.Equal(3, again.Take<PublishPacket>().Count);
        Assert.Equal(2, broker.Broker.Snapshot().MessagesDropped);
    }

    [Fact]
    public void Slow_consumer_loses_qos0_keeps_qos1_and_is_closed_when_it_stays_slow()
    {
        using TestBroker broker = new(new BrokerOptions { MaxOutputBytes = 1000 });
        TestClient slow = broker.Connect("S");
        slow.Subscribe("t/x");
        TestClient publisher = broker.Connect("P");
        slow.IsStalled = true;
        for (int i = 0; i < 20; i++)
        {
            publisher.Publish("t/x", new string('0', 100));
        }

        publisher.Publish("t/x", "kept", QoS.AtLeastOnce);
        Assert.InRange(broker.Broker.Snapshot().MessagesDropped, 10, 12);
        slow.Drain();
        Assert.Equal("kept"u8, slow.Take<PublishPacket>()[^1].Payload.Span);

        for (int i = 0; i < 20; i++)
        {
            publisher.Publish("t/x", new string('0', 100));
        }

        broker.Advance(29);
        Assert.False(slow.IsClosed);
        broker.Advance(2);
        Assert.True(slow.IsClosed);
        Assert.Contains("-S SlowConsumer", broker.Events);
    }

    [Fact]
    public void New_policy_is_in_force_everywhere_when_the_report_comes()
    {
        TestClient live = _broker.Connect("L", c => c with { Will = Will("t/will") });
        live.Subscribe("t/x");
        TestClient sleeper = _broker.Connect("S", c => c with { SessionExpirySeconds = 100 });
        sleeper.Subscribe("t/x");
        sleeper.Drop();
        TestClient publisher = _broker.Connect("P");
        publisher.Publish("t/x", "queued", QoS.AtLeastOnce, retain: true);
        live.Take<PublishPacket>();

        RejudgeReport report = _broker.Broker.SetPolicy(TestBroker.Policy("""
            for device
              publish    private/{id}/#
              subscribe  private/{id}/#
            """));

        Assert.Equal(new RejudgeReport(3, 2, 1, 1, 1), report);
        BrokerSnapshot left = _broker.Broker.Snapshot();
        Assert.Equal((0, 0), (left.Subscriptions, left.RetainedMessages));
        publisher.Publish("t/x", "late", QoS.AtLeastOnce, 2);
        Assert.Equal(ReasonCode.NotAuthorized, publisher.Take<PubAckPacket>()[^1].ReasonCode);
        Assert.Empty(live.Take<PublishPacket>());
    }

    [Fact]
    public void Change_of_groups_takes_away_what_the_group_allowed()
    {
        Identity member = Identity.Device("M");
        _broker.Broker.SetPolicy(TestBroker.Policy("""
            for group lab
              subscribe  lab/#
            """));
        _broker.Know(PeerAttributes.Of(member) with { Groups = FrozenSet.Create("lab") });
        TestClient client = _broker.Connect("M");
        Assert.Equal(ReasonCode.GrantedQoS1, client.Subscribe("lab/x"));

        _broker.Know(PeerAttributes.Of(member));
        RejudgeReport report = _broker.Broker.Refresh(member);

        Assert.Equal(1, report.SubscriptionsRemoved);
        Assert.Equal(ReasonCode.NotAuthorized, client.Subscribe("lab/x"));
    }

    private static WillMessage Will(string topic) => new()
    {
        Topic = TopicName.Parse(topic),
        Payload = new byte[] { 1 },
    };
}
