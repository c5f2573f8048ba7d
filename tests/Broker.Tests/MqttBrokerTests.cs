using Garita.Broker.Connections;
using Garita.Broker.Tests.Harness;
using Garita.Mqtt.Packets;

namespace Garita.Broker.Tests;

public sealed class MqttBrokerTests : IDisposable
{
    private readonly TestBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void Publish_qos0_reaches_every_subscriber_once(MqttVersion version)
    {
        TestClient publisher = _broker.Connect(Contracts.Identities.Identity.Device("P"), version);
        TestClient one = _broker.Connect("A");
        TestClient two = _broker.Connect311("B");
        Assert.Equal(ReasonCode.GrantedQoS1, one.Subscribe("t/+"));
        Assert.Equal(ReasonCode.GrantedQoS1, two.Subscribe("t/#"));

        publisher.Publish("t/x", "hello");

        Assert.Equal("hello"u8, one.TakeOne<PublishPacket>().Payload.Span);
        Assert.Equal("hello"u8, two.TakeOne<PublishPacket>().Payload.Span);
        Assert.Empty(publisher.Received);
    }

    [Fact]
    public void Ping_is_answered()
    {
        TestClient client = _broker.Connect("A");

        client.Send(PingReqPacket.Instance);

        client.TakeOne<PingRespPacket>();
    }

    [Fact]
    public void Disconnect_closes_once_and_gives_every_buffer_back()
    {
        TestClient client = _broker.Connect("A");
        client.SendRaw(0xC0); // Half a frame waits in a rented buffer.
        Assert.Equal(1, _broker.Pool.Outstanding);

        client.SendRaw(0x00);
        Assert.Equal(ReceiveResult.Close, client.Send(new DisconnectPacket()));
        client.Drop();

        Assert.Equal(1, client.CloseCalls);
        Assert.Equal(0, _broker.Pool.Outstanding);
        Assert.Equal(["+A", "-A ClientDisconnect"], _broker.Events);
    }
}
