using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Tests.Harness;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Tests.Connections;

public sealed class ConnectTests : IDisposable
{
    private readonly TestBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Theory]
    [InlineData(PeerRefusal.Unknown, ReasonCode.NotAuthorized)]
    [InlineData(PeerRefusal.Expired, ReasonCode.NotAuthorized)]
    [InlineData(PeerRefusal.Removed, ReasonCode.NotAuthorized)]
    [InlineData(PeerRefusal.Revoked, ReasonCode.Banned)]
    [InlineData(PeerRefusal.Disabled, ReasonCode.Banned)]
    public void Refused_peer_is_told_why_and_closed(PeerRefusal refusal, ReasonCode expected)
    {
        TestClient client = _broker.OpenPeer(Identity.Device("A"), MqttVersion.V500, refusal);

        ConnAckPacket answer = TestBroker.Handshake(client, "A", MqttVersion.V500);

        Assert.Equal(expected, answer.ReasonCode);
        Assert.True(client.IsClosed);
        Assert.Equal(0, _broker.Broker.Snapshot().Sessions);
    }

    [Fact]
    public void Refused_peer_of_version_311_gets_not_authorized()
    {
        TestClient client = _broker.OpenPeer(Identity.Device("A"), MqttVersion.V311, PeerRefusal.Revoked);

        client.Send(new ConnectPacket { Version = MqttVersion.V311, ClientId = "A", CleanStart = true });

        // The return code on the wire is 5, whatever name the codec gives it.
        Assert.Equal(ReasonCode.NotAuthorized, client.TakeOne<ConnAckPacket>().ReasonCode);
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void Identity_removed_since_the_handshake_is_refused()
    {
        TestClient client = _broker.Open5("A");
        _broker.Removed[Identity.Device("A")] = true;

        Assert.Equal(ReasonCode.NotAuthorized, TestBroker.Handshake(client, "A", MqttVersion.V500).ReasonCode);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("ümlaut")]
    [InlineData("with blank")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Client_id_outside_the_alphabet_is_refused(string clientId)
    {
        TestClient client = _broker.Open5("A");

        Assert.Equal(
            ReasonCode.ClientIdentifierNotValid,
            TestBroker.Handshake(client, clientId, MqttVersion.V500).ReasonCode);
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void Empty_client_id_with_clean_start_is_assigned_one()
    {
        ConnAckPacket answer = TestBroker.Handshake(_broker.Open5("A"), "", MqttVersion.V500);

        Assert.Equal(ReasonCode.Success, answer.ReasonCode);
        Assert.StartsWith("auto-", answer.AssignedClientId, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_client_id_without_clean_start_is_refused()
    {
        ConnAckPacket answer = TestBroker.Handshake(
            _broker.Open5("A"), "", MqttVersion.V500, c => c with { CleanStart = false });

        Assert.Equal(ReasonCode.ClientIdentifierNotValid, answer.ReasonCode);
    }

    [Fact]
    public void Enhanced_authentication_is_refused_as_a_bad_method()
    {
        ConnAckPacket answer = TestBroker.Handshake(
            _broker.Open5("A"), "A", MqttVersion.V500, c => c with { AuthenticationMethod = "SCRAM-SHA-256" });

        Assert.Equal(ReasonCode.BadAuthenticationMethod, answer.ReasonCode);
    }

    [Fact]
    public void Reason_string_is_left_out_when_it_would_exceed_the_maximum_packet_size()
    {
        ConnAckPacket answer = TestBroker.Handshake(
            _broker.Open5("A"), "a/b", MqttVersion.V500, c => c with { MaximumPacketSize = 20 });

        Assert.Equal(ReasonCode.ClientIdentifierNotValid, answer.ReasonCode);
    }

    [Fact]
    public void ConnAck_tells_the_limits_and_the_keep_alive_in_use()
    {
        ConnAckPacket answer = TestBroker.Handshake(
            _broker.Open5("A"), "A", MqttVersion.V500,
            c => c with { KeepAliveSeconds = 0, SessionExpirySeconds = uint.MaxValue });

        BrokerOptions limits = new();
        Assert.Equal(limits.ReceiveMaximum, answer.ReceiveMaximum);
        Assert.Equal((uint)limits.MaxPacketSize, answer.MaximumPacketSize);
        Assert.Equal(limits.TopicAliasMaximum, answer.TopicAliasMaximum);
        Assert.Equal((ushort)3600, answer.ServerKeepAliveSeconds);
        Assert.Equal((uint)limits.MaxSessionExpiry.TotalSeconds, answer.SessionExpirySeconds);
    }

    [Fact]
    public void First_packet_other_than_connect_closes_without_an_answer()
    {
        TestClient client = _broker.Open5("A");

        Assert.Equal(ReceiveResult.Close, client.Send(PingReqPacket.Instance));
        Assert.Empty(client.Received);
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void Second_connect_is_a_protocol_error()
    {
        TestClient client = _broker.Connect("A");

        client.Send(new ConnectPacket { Version = MqttVersion.V500, ClientId = "A" });

        Assert.Equal(ReasonCode.ProtocolError, client.TakeOne<DisconnectPacket>().ReasonCode);
    }

    [Fact]
    public void Auth_is_a_protocol_error()
    {
        TestClient client = _broker.Connect("A");

        client.Send(new AuthPacket { ReasonCode = ReasonCode.ReAuthenticate, AuthenticationMethod = "x" });

        Assert.Equal(ReasonCode.ProtocolError, client.TakeOne<DisconnectPacket>().ReasonCode);
    }

    [Fact]
    public void Unknown_protocol_version_is_told_so()
    {
        TestClient client = _broker.OpenPeer(Identity.Device("A"), MqttVersion.V311);

        client.SendRaw(0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 9, 2, 0, 60, 0, 1, (byte)'A');

        Assert.NotEqual(ReasonCode.Success, client.TakeOne<ConnAckPacket>().ReasonCode);
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void Will_that_the_policy_forbids_is_refused_at_connect()
    {
        ConnAckPacket answer = TestBroker.Handshake(_broker.Open5("A"), "A", MqttVersion.V500, c => c with
        {
            Will = new WillMessage { Topic = TopicName.Parse("private/B/x"), Payload = new byte[1] },
        });

        Assert.Equal(ReasonCode.NotAuthorized, answer.ReasonCode);
    }

    [Fact]
    public void Connect_that_never_comes_is_closed_in_time()
    {
        TestClient client = _broker.Open5("A");

        _broker.Advance(9);
        Assert.False(client.IsClosed);
        _broker.Advance(2);

        Assert.True(client.IsClosed);
        Assert.Equal(["!A ConnectTimeout"], _broker.Events);
    }

    [Fact]
    public void Silence_beyond_one_and_a_half_keep_alives_is_closed()
    {
        TestClient client = _broker.Connect("A", c => c with { KeepAliveSeconds = 10 });

        _broker.Advance(14);
        client.Send(PingReqPacket.Instance);
        _broker.Advance(14);
        Assert.False(client.IsClosed);
        _broker.Advance(2);

        Assert.Equal(ReasonCode.KeepAliveTimeout, client.TakeOne<DisconnectPacket>().ReasonCode);
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void Garbage_closes_and_leaves_no_buffer()
    {
        Random random = new(1);
        for (int i = 0; i < 300; i++)
        {
            TestClient client = i % 2 == 0 ? _broker.Open5("A") : _broker.Connect("A");
            byte[] garbage = new byte[200];
            random.NextBytes(garbage);
            client.SendRaw(garbage);
            client.Drop();
        }

        Assert.Equal(0, _broker.Pool.Outstanding);
        Assert.Equal(0, _broker.Broker.Snapshot().Connections);
    }

    [Fact]
    public void Frames_in_single_bytes_are_put_together()
    {
        TestClient client = _broker.Connect("A");

        foreach (byte b in new byte[] { 0xC0, 0, 0xC0, 0 })
        {
            client.SendRaw(b);
        }

        Assert.Equal(2, client.Take<PingRespPacket>().Count);
        Assert.Equal(0, _broker.Pool.Outstanding);
    }

    [Fact]
    public void Packet_above_the_maximum_size_is_refused_by_its_header_alone()
    {
        TestClient client = _broker.Connect("A");

        client.SendRaw(0x30, 0xFF, 0xFF, 0xFF, 0x7F);

        Assert.Equal(ReasonCode.PacketTooLarge, client.TakeOne<DisconnectPacket>().ReasonCode);
    }
}
