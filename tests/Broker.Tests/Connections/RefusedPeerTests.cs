using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Tests.Harness;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;

namespace Garita.Broker.Tests.Connections;

public sealed class RefusedPeerTests
{
    [Theory]
    [InlineData(PeerRefusal.Revoked)]
    [InlineData(PeerRefusal.Unknown)]
    [InlineData(PeerRefusal.Expired)]
    public void Holder_of_a_refused_certificate_does_not_keep_the_real_device_out(PeerRefusal refusal)
    {
        using TestBroker broker = new(new BrokerOptions { MaxConnectionsPerDevice = 2 });
        Identity device = Identity.Device("A");
        TestClient[] thieves =
            [.. Enumerable.Range(0, 5).Select(_ => broker.OpenPeer(device, MqttVersion.V500, refusal))];

        TestClient real = broker.Open5("A");

        Assert.Equal(ReasonCode.Success, TestBroker.Handshake(real, "A", MqttVersion.V500).ReasonCode);
        Assert.All(thieves, thief => Assert.NotEqual(
            ReasonCode.Success, TestBroker.Handshake(thief, "A", MqttVersion.V500).ReasonCode));
        Assert.False(real.IsClosed);
    }

    [Fact]
    public void Connection_above_the_limit_takes_no_place_from_the_next()
    {
        using TestBroker broker = new(new BrokerOptions { MaxConnectionsPerDevice = 2 });
        TestClient first = broker.Open5("A");
        broker.Open5("A");
        TestClient above = broker.Open5("A");
        first.Drop();

        TestClient next = broker.Open5("A");

        Assert.Equal(ReasonCode.QuotaExceeded, TestBroker.Handshake(above, "A", MqttVersion.V500).ReasonCode);
        Assert.Equal(ReasonCode.Success, TestBroker.Handshake(next, "A", MqttVersion.V500).ReasonCode);
    }
}
