using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Tests.Harness;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Sessions;

public sealed class SessionTests : IDisposable
{
    private readonly TestBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public void Takeover_tells_the_old_connection_and_keeps_the_session()
    {
        TestClient old = Persistent("A");
        old.Subscribe("t/x");

        TestClient fresh = _broker.Open5("A");
        ConnAckPacket answer = TestBroker.Handshake(fresh, "A", MqttVersion.V500, Resume);

        Assert.Equal(ReasonCode.SessionTakenOver, old.TakeOne<DisconnectPacket>().ReasonCode);
        Assert.True(old.IsClosed);
        Assert.True(answer.SessionPresent);
        old.Drop(); // Late news of the old socket must not touch the session.
        _broker.Connect("P").Publish("t/x", "hi");
        fresh.TakeOne<PublishPacket>();
    }

    [Fact]
    public void Same_client_id_of_another_identity_is_another_session()
    {
        TestClient mine = Persistent("A");
        mine.Subscribe("t/x");
        TestClient other = _broker.Open5("B");

        ConnAckPacket answer = TestBroker.Handshake(other, "A", MqttVersion.V500, Resume);

        Assert.False(answer.SessionPresent);
        Assert.False(mine.IsClosed);
        Assert.Equal(2, _broker.Broker.Snapshot().Sessions);
    }

    [Fact]
    public void Second_client_id_of_a_device_exceeds_its_quota()
    {
        Persistent("A");

        ConnAckPacket answer = TestBroker.Handshake(_broker.Open5("A"), "other", MqttVersion.V500);

        Assert.Equal(ReasonCode.QuotaExceeded, answer.ReasonCode);
    }

    [Fact]
    public void Service_holds_several_client_ids()
    {
        Identity service = Identity.Service("telemetry");
        TestClient one = _broker.OpenPeer(service, MqttVersion.V500);
        TestClient two = _broker.OpenPeer(service, MqttVersion.V500);

        Assert.Equal(ReasonCode.Success, TestBroker.Handshake(one, "one", MqttVersion.V500).ReasonCode);
        Assert.Equal(ReasonCode.Success, TestBroker.Handshake(two, "two", MqttVersion.V500).ReasonCode);
    }

    [Fact]
    public void Session_without_expiry_ends_with_its_connection()
    {
        TestClient client = _broker.Connect("A");
        client.Subscribe("t/x");

        client.Drop();

        Assert.Equal(0, _broker.Broker.Snapshot().Sessions);
        Assert.Equal(0, _broker.Broker.Snapshot().Subscriptions);
    }

    [Fact]
    public void Session_expires_after_its_interval_and_not_before()
    {
        TestClient client = _broker.Connect("A", c => c with { SessionExpirySeconds = 100 });
        client.Drop();

        _broker.Advance(99);
        Assert.Equal(1, _broker.Broker.Snapshot().Sessions);
        _broker.Advance(2);

        Assert.Equal(0, _broker.Broker.Snapshot().Sessions);
    }

    [Fact]
    public void Session_of_version_311_without_clean_session_is_kept()
    {
        TestClient client = _broker.Connect311("A", c => c with { CleanStart = false });
        client.Subscribe("t/x");
        client.Drop();
        _broker.Connect("P").Publish("t/x", "kept", QoS.AtLeastOnce);

        TestClient again = _broker.OpenPeer(Identity.Device("A"), MqttVersion.V311);
        ConnAckPacket answer = TestBroker.Handshake(again, "A", MqttVersion.V311, c => c with { CleanStart = false });

        Assert.True(answer.SessionPresent);
        Assert.Equal("kept"u8, again.TakeOne<PublishPacket>().Payload.Span);
    }

    [Fact]
    public void Clean_start_discards_what_was()
    {
        TestClient client = Persistent("A");
        client.Subscribe("t/x");
        client.Drop();

        TestClient again = _broker.Open5("A");
        ConnAckPacket answer = TestBroker.Handshake(again, "A", MqttVersion.V500);

        Assert.False(answer.SessionPresent);
        Assert.Equal(0, _broker.Broker.Snapshot().Subscriptions);
    }

    [Fact]
    public void Disconnect_may_change_the_expiry_but_not_revive_it()
    {
        TestClient kept = _broker.Connect("A", c => c with { SessionExpirySeconds = 100 });
        kept.Send(new DisconnectPacket { SessionExpirySeconds = 0 });
        Assert.Equal(0, _broker.Broker.Snapshot().Sessions);

        TestClient client = _broker.Connect("B");
        client.Send(new DisconnectPacket { SessionExpirySeconds = 10 });
        Assert.Equal(ReasonCode.ProtocolError, client.TakeOne<DisconnectPacket>().ReasonCode);
    }

    [Fact]
    public void Will_is_published_when_the_connection_is_lost_and_not_after_disconnect()
    {
        TestClient listener = _broker.Connect("L");
        listener.Subscribe("t/will");

        _broker.Connect("A", c => c with { Will = Will() }).Send(new DisconnectPacket());
        Assert.Empty(listener.Take<PublishPacket>());
        _broker.Connect("B", c => c with { Will = Will() })
            .Send(new DisconnectPacket { ReasonCode = ReasonCode.DisconnectWithWill });
        listener.TakeOne<PublishPacket>();
        _broker.Connect("C", c => c with { Will = Will() }).Drop();

        listener.TakeOne<PublishPacket>();
    }

    [Fact]
    public void Will_delay_is_cancelled_by_coming_back()
    {
        TestClient listener = _broker.Connect("L");
        listener.Subscribe("t/will");
        TestClient client = _broker.Connect(
            "A", c => c with { SessionExpirySeconds = 100, Will = Will() with { DelaySeconds = 10 } });
        client.Drop();

        _broker.Advance(8);
        TestBroker.Handshake(_broker.Open5("A"), "A", MqttVersion.V500, Resume);
        _broker.Advance(20);

        Assert.Empty(listener.Take<PublishPacket>());
    }

    [Fact]
    public void Will_delay_ends_with_the_session()
    {
        TestClient listener = _broker.Connect("L", c => c with { KeepAliveSeconds = 1000 });
        listener.Subscribe("t/will");
        _broker.Connect("A", c => c with { SessionExpirySeconds = 5, Will = Will() with { DelaySeconds = 60 } }).Drop();

        _broker.Advance(4);
        Assert.Empty(listener.Take<PublishPacket>());
        _broker.Advance(2);

        listener.TakeOne<PublishPacket>();
    }

    [Theory]
    [InlineData(0u, false, 1)]
    [InlineData(60u, false, 0)]
    [InlineData(60u, true, 1)]
    public void Takeover_sends_the_will_unless_it_waits_and_the_session_goes_on(uint delay, bool clean, int expected)
    {
        TestClient listener = _broker.Connect("L");
        listener.Subscribe("t/will");
        _broker.Connect("A", c => c with { SessionExpirySeconds = 100, Will = Will() with { DelaySeconds = delay } });

        TestBroker.Handshake(
            _broker.Open5("A"), "A", MqttVersion.V500, c => c with { CleanStart = clean, SessionExpirySeconds = 100 });

        Assert.Equal(expected, listener.Take<PublishPacket>().Count);
    }

    [Fact]
    public void Forget_leaves_nothing_of_an_identity()
    {
        TestClient listener = _broker.Connect("L");
        listener.Subscribe("t/#");
        TestClient client = _broker.Connect("A", c => c with { SessionExpirySeconds = 100, Will = Will() });
        client.Subscribe("t/x");
        client.Publish("t/kept", "r", retain: true);
        listener.TakeOne<PublishPacket>();

        _broker.Removed[Identity.Device("A")] = true;
        _broker.Broker.Forget(Identity.Device("A"), CloseReason.IdentityRemoved);

        Assert.Equal(ReasonCode.NotAuthorized, client.TakeOne<DisconnectPacket>().ReasonCode);
        Assert.True(client.IsClosed);
        client.Drop();
        BrokerSnapshot left = _broker.Broker.Snapshot();
        Assert.Equal((1, 1, 1, 0), (left.Connections, left.Sessions, left.Subscriptions, left.RetainedMessages));
        Assert.Empty(listener.Take<PublishPacket>()); // No will.
    }

    [Fact]
    public void Disconnect_of_an_identity_keeps_its_session()
    {
        TestClient client = Persistent("A");

        Assert.Equal(1, _broker.Broker.Disconnect(Identity.Device("A"), CloseReason.Administrative));

        Assert.Equal(ReasonCode.AdministrativeAction, client.TakeOne<DisconnectPacket>().ReasonCode);
        Assert.Equal(1, _broker.Broker.Snapshot().Sessions);
    }

    [Fact]
    public void Connections_beyond_the_limit_of_an_identity_are_refused_with_a_reason()
    {
        using TestBroker broker = new(new BrokerOptions { MaxConnectionsPerDevice = 2 });
        broker.Open5("A");
        broker.Open5("A");

        ConnAckPacket answer = TestBroker.Handshake(broker.Open5("A"), "A", MqttVersion.V500);

        Assert.Equal(ReasonCode.QuotaExceeded, answer.ReasonCode);
    }

    [Fact]
    public void Will_of_an_identity_that_is_gone_is_not_published_even_before_it_is_forgotten()
    {
        TestClient listener = _broker.Connect("L");
        listener.Subscribe("t/#");
        WillMessage will = new() { Topic = TopicName.Parse("t/will"), Payload = new byte[] { 1 }, Retain = true };
        TestClient now = _broker.Connect("A", c => c with { Will = will });
        TestClient later = _broker.Connect("B", c => c with
        {
            SessionExpirySeconds = 100, Will = will with { DelaySeconds = 5 },
        });
        later.Drop();
        _broker.Removed[Identity.Device("A")] = true;
        _broker.Removed[Identity.Device("B")] = true;

        now.Drop();
        _broker.Advance(10);

        Assert.Empty(listener.Take<PublishPacket>());
        Assert.Equal(0, _broker.Broker.Snapshot().RetainedMessages);
    }

    [Fact]
    public void Message_that_races_with_the_end_of_its_publisher_is_not_retained()
    {
        TestClient publisher = _broker.Connect("A");
        _broker.Removed[Identity.Device("A")] = true;

        publisher.Publish("t/x", "late", QoS.AtLeastOnce, retain: true);

        Assert.Equal(0, _broker.Broker.Snapshot().RetainedMessages);
    }

    private static ConnectPacket Resume(ConnectPacket connect) =>
        connect with { CleanStart = false, SessionExpirySeconds = 100 };

    private static WillMessage Will() => new() { Topic = TopicName.Parse("t/will"), Payload = new byte[] { 1 } };

    private TestClient Persistent(string device) => _broker.Connect(device, c => c with { SessionExpirySeconds = 100 });
}
