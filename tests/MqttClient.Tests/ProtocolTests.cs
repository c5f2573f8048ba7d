using System.Threading.Channels;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.TestKit;
using static Garita.MqttClient.Tests.TestSetup;

namespace Garita.MqttClient.Tests;

/// <summary>What the client says and does to the packet, against a broker played by hand.</summary>
public sealed class ProtocolTests : IDisposable
{
    private static readonly ConnAckPacket Welcome = new() { ReasonCode = ReasonCode.Success };

    private readonly TestSetup _setup = new();
    private readonly Channel<StateChange> _changes = Channel.CreateUnbounded<StateChange>();

    public void Dispose() => _setup.Dispose();

    [Theory]
    [InlineData(MqttVersion.V500, ReasonCode.NotAuthorized, ClientFault.RefusedNotAuthorized)]
    [InlineData(MqttVersion.V500, ReasonCode.Banned, ClientFault.RefusedBanned)]
    [InlineData(MqttVersion.V500, ReasonCode.ServerBusy, ClientFault.RefusedUnavailable)]
    [InlineData(MqttVersion.V500, ReasonCode.QuotaExceeded, ClientFault.RefusedQuota)]
    [InlineData(MqttVersion.V311, ReasonCode.NotAuthorized, ClientFault.RefusedNotAuthorized)]
    [InlineData(MqttVersion.V311, ReasonCode.ServerUnavailable, ClientFault.RefusedUnavailable)]
    [InlineData(MqttVersion.V311, ReasonCode.ClientIdentifierNotValid, ClientFault.RefusedClientId)]
    public async Task Refusal_of_the_connection_is_told_by_its_reason(
        MqttVersion version, ReasonCode code, ClientFault expected)
    {
        await using ScriptedBroker broker = new(_setup, version);
        await using BrokerClient client = new(_setup.Options(broker.Port, version));
        Task connecting = client.ConnectAsync(Soon());
        await broker.AcceptAsync(new ConnAckPacket { ReasonCode = code });

        MqttClientException fault = await Assert.ThrowsAsync<MqttClientException>(() => connecting);

        Assert.Equal(expected, fault.Fault);
    }

    [Fact]
    public async Task Disconnect_by_the_server_is_told_by_its_reason()
    {
        await using ScriptedBroker broker = new(_setup);
        await using BrokerClient client = await ConnectAsync(broker, Options(broker), Welcome);

        await broker.WriteAsync(new DisconnectPacket { ReasonCode = ReasonCode.SessionTakenOver });

        Assert.Equal(ClientFault.SessionTakenOver, (await FaultAsync()).Fault);
    }

    [Fact]
    public async Task Silent_broker_is_left_within_the_keep_alive_time()
    {
        ManualTimeProvider clock = new();
        await using ScriptedBroker broker = new(_setup);
        ConnAckPacket answer = Welcome with { ServerKeepAliveSeconds = 10 };
        await using BrokerClient client = await ConnectAsync(broker, Options(broker) with { Clock = clock }, answer);

        // The CONNACK counts as heard at the first look; the ping of that look is the one left unanswered.
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<PingReqPacket>(await broker.ReadAsync());
        Task<MqttClientException> fault = FaultAsync();
        while (!fault.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(ClientFault.KeepAliveTimeout, (await fault).Fault);
    }

    [Fact]
    public async Task Publishes_in_flight_stay_within_the_brokers_Receive_Maximum()
    {
        await using ScriptedBroker broker = new(_setup);
        await using BrokerClient client = await ConnectAsync(
            broker, Options(broker), Welcome with { ReceiveMaximum = 1 });
        Task first = client.PublishAsync(Message("a", "1"), Soon());
        Task second = client.PublishAsync(Message("a", "2"), Soon());
        await client.PublishAsync(Message("b", "unlimited", QoS.AtMostOnce), Soon());

        PublishPacket[] sent = [await ReadPublish(broker), await ReadPublish(broker)];
        Assert.Equal(["a", "b"], sent.Select(p => p.Topic!.Text).Order());
        await broker.WriteAsync(new PubAckPacket { PacketId = sent.Single(p => p.PacketId != 0).PacketId });

        await first;
        PublishPacket next = await ReadPublish(broker);
        Assert.Equal("2"u8.ToArray(), next.Payload.ToArray());
        await broker.WriteAsync(new PubAckPacket { PacketId = next.PacketId });
        await second;
    }

    [Fact]
    public async Task Topic_alias_stands_for_its_topic_and_an_unknown_one_ends_the_connection()
    {
        await using ScriptedBroker broker = new(_setup);
        await using BrokerClient client = await ConnectAsync(broker, Options(broker), Welcome);

        await broker.WriteAsync(
            new PublishPacket { Topic = TopicName.Parse("long/topic"), TopicAlias = 3 },
            new PublishPacket { Topic = null, TopicAlias = 3 },
            new PublishPacket { Topic = null, TopicAlias = 4 });

        Assert.Equal("long/topic", (await client.Messages.ReadAsync(Soon())).Topic.Text);
        Assert.Equal("long/topic", (await client.Messages.ReadAsync(Soon())).Topic.Text);
        DisconnectPacket farewell = Assert.IsType<DisconnectPacket>(await broker.ReadAsync());
        Assert.Equal(ReasonCode.TopicAliasInvalid, farewell.ReasonCode);
        Assert.Equal(ClientFault.ProtocolError, (await FaultAsync()).Fault);
    }

    [Fact]
    public async Task Packet_above_the_own_maximum_is_refused_by_its_header()
    {
        await using ScriptedBroker broker = new(_setup);
        await using BrokerClient client = await ConnectAsync(
            broker, Options(broker) with { MaxPacketSize = 1000 }, Welcome);

        await broker.WriteAsync(new PublishPacket { Topic = TopicName.Parse("a"), Payload = new byte[2000] });

        Assert.Equal(ReasonCode.PacketTooLarge, Assert.IsType<DisconnectPacket>(await broker.ReadAsync()).ReasonCode);
        Assert.Equal(ClientFault.PacketTooLarge, (await FaultAsync()).Fault);
    }

    [Fact]
    public async Task Unanswered_publish_goes_out_again_as_duplicate_with_its_packet_id()
    {
        await using ScriptedBroker broker = new(_setup);
        await using BrokerClient client = await ConnectAsync(broker, Options(broker), Welcome);
        Task publish = client.PublishAsync(Message("a", "x"), Soon());
        PublishPacket first = await ReadPublish(broker);
        await broker.WriteAsync(new DisconnectPacket { ReasonCode = ReasonCode.ServerShuttingDown });

        await broker.AcceptAsync(Welcome with { SessionPresent = true });
        PublishPacket again = await ReadPublish(broker);
        await broker.WriteAsync(new PubAckPacket { PacketId = again.PacketId });
        await publish;

        Assert.False(first.Duplicate);
        Assert.True(again.Duplicate);
        Assert.Equal(first.PacketId, again.PacketId);
    }

    [Fact]
    public async Task Acknowledgements_leave_in_the_order_of_arrival()
    {
        await using ScriptedBroker broker = new(_setup);
        await using BrokerClient client = await ConnectAsync(broker, Options(broker), Welcome);
        TopicName topic = TopicName.Parse("a");
        await broker.WriteAsync(
            new PublishPacket { Topic = topic, QoS = QoS.AtLeastOnce, PacketId = 7 },
            new PublishPacket { Topic = topic, QoS = QoS.AtLeastOnce, PacketId = 8 });
        ReceivedMessage first = await client.Messages.ReadAsync(Soon());
        ReceivedMessage second = await client.Messages.ReadAsync(Soon());

        await client.AcknowledgeAsync(second, Soon());
        await client.AcknowledgeAsync(first, Soon());

        Assert.Equal(7, Assert.IsType<PubAckPacket>(await broker.ReadAsync()).PacketId);
        Assert.Equal(8, Assert.IsType<PubAckPacket>(await broker.ReadAsync()).PacketId);
    }

    private static async Task<PublishPacket> ReadPublish(ScriptedBroker broker) =>
        Assert.IsType<PublishPacket>(await broker.ReadAsync());

    private static async Task<BrokerClient> ConnectAsync(
        ScriptedBroker broker, BrokerClientOptions options, ConnAckPacket answer)
    {
        BrokerClient client = new(options);
        Task connecting = client.ConnectAsync(Soon());
        await broker.AcceptAsync(answer);
        await connecting;
        return client;
    }

    private BrokerClientOptions Options(ScriptedBroker broker) =>
        _setup.Options(broker.Port) with { StateChanged = change => _changes.Writer.TryWrite(change) };

    private async Task<MqttClientException> FaultAsync()
    {
        while (true)
        {
            if ((await _changes.Reader.ReadAsync(Soon())).Fault is { } fault)
            {
                return fault;
            }
        }
    }
}
