using Garita.Mqtt.Packets;
using Garita.Mqtt.Tests.Samples;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Tests.Packets;

public sealed class PacketRefusalTests
{
    private const string Name4 = "0004 4D515454 04";
    private const string Name5 = "0004 4D515454 05";

    // Body after the protocol level; the frame's header is put before it.
    [Theory]
    [InlineData("reserved flag", Name4 + "03 0000 0001 61", PacketStatus.Malformed)]
    [InlineData("will QoS 3", Name4 + "1E 0000 0001 61 0001 74 0000", PacketStatus.Malformed)]
    [InlineData("will QoS without will", Name4 + "0A 0000 0001 61", PacketStatus.Malformed)]
    [InlineData("will retain without will", Name4 + "22 0000 0001 61", PacketStatus.Malformed)]
    [InlineData("3.1.1 password alone", Name4 + "42 0000 0001 61 0001 70", PacketStatus.Malformed)]
    [InlineData("5 password alone", Name5 + "42 0000 00 0001 61 0001 70", PacketStatus.Ok)]
    [InlineData("3.1.1 empty id, kept session", Name4 + "00 0000 0000", PacketStatus.ClientIdentifierNotValid)]
    [InlineData("3.1.1 empty id, clean session", Name4 + "02 0000 0000", PacketStatus.Ok)]
    [InlineData("5 empty id", Name5 + "00 0000 00 0000", PacketStatus.Ok)]
    [InlineData("MQIsdp", "0006 4D5149736470 03 02 0000 0001 61", PacketStatus.UnsupportedProtocolVersion)]
    [InlineData("level 3", "0004 4D515454 03 02 0000 0001 61", PacketStatus.UnsupportedProtocolVersion)]
    [InlineData("level 6", "0004 4D515454 06 02 0000 0001 61", PacketStatus.UnsupportedProtocolVersion)]
    [InlineData("bridge bit", "0004 4D515454 84 02 0000 0001 61", PacketStatus.UnsupportedProtocolVersion)]
    [InlineData("lower case name", "0004 6D717474 04 02 0000 0001 61", PacketStatus.UnsupportedProtocolVersion)]
    [InlineData("nothing", "", PacketStatus.Malformed)]
    [InlineData("name only", "0004 4D515454", PacketStatus.Malformed)]
    [InlineData("id with NUL", Name4 + "02 0000 0003 610062", PacketStatus.Malformed)]
    [InlineData("id overlong UTF-8", Name4 + "02 0000 0002 C0AF", PacketStatus.Malformed)]
    [InlineData("id surrogate", Name4 + "02 0000 0003 EDA080", PacketStatus.Malformed)]
    [InlineData("user name not UTF-8", Name4 + "82 0000 0001 61 0001 FF", PacketStatus.Malformed)]
    [InlineData("user name missing", Name4 + "82 0000 0001 61", PacketStatus.Malformed)]
    [InlineData("password missing", Name4 + "C2 0000 0001 61 0001 75", PacketStatus.Malformed)]
    [InlineData("will topic with wildcard", Name4 + "06 0000 0001 61 0001 23 0000", PacketStatus.TopicNameInvalid)]
    [InlineData("will topic empty", Name4 + "06 0000 0001 61 0000 0000", PacketStatus.TopicNameInvalid)]
    [InlineData("will missing", Name4 + "06 0000 0001 61", PacketStatus.Malformed)]
    [InlineData("trailing byte", Name4 + "02 0000 0001 61 00", PacketStatus.Malformed)]
    [InlineData("property twice", Name5 + "02 0000 0A 1100000001 1100000001 0001 61", PacketStatus.ProtocolError)]
    [InlineData("property of PUBLISH", Name5 + "02 0000 03 230001 0001 61", PacketStatus.ProtocolError)]
    [InlineData("will property in CONNECT", Name5 + "02 0000 05 1800000001 0001 61", PacketStatus.ProtocolError)]
    [InlineData("receive maximum 0", Name5 + "02 0000 03 210000 0001 61", PacketStatus.ProtocolError)]
    [InlineData("maximum packet size 0", Name5 + "02 0000 05 2700000000 0001 61", PacketStatus.ProtocolError)]
    [InlineData("request problem 2", Name5 + "02 0000 02 1702 0001 61", PacketStatus.ProtocolError)]
    [InlineData("auth data alone", Name5 + "02 0000 04 16000100 0001 61", PacketStatus.ProtocolError)]
    [InlineData("unknown property", Name5 + "02 0000 02 0401 0001 61", PacketStatus.Malformed)]
    [InlineData("property id 7F", Name5 + "02 0000 02 7F01 0001 61", PacketStatus.Malformed)]
    [InlineData("property id in two bytes", Name5 + "02 0000 03 918001 0001 61", PacketStatus.Malformed)]
    [InlineData("properties past the end", Name5 + "02 0000 7F 0001 61", PacketStatus.Malformed)]
    [InlineData("property cut", Name5 + "02 0000 03 110000 0001 61", PacketStatus.Malformed)]
    [InlineData("property length too long a form", Name5 + "02 0000 8000 0001 61", PacketStatus.Malformed)]
    [InlineData("session expiry in will", Name5 + "06 0000 00 0001 61 05 1100000001 0001 74 0000",
        PacketStatus.ProtocolError)]
    [InlineData("payload format 2 in will", Name5 + "06 0000 00 0001 61 02 0102 0001 74 0000",
        PacketStatus.ProtocolError)]
    [InlineData("topic alias in will", Name5 + "06 0000 00 0001 61 03 230001 0001 74 0000",
        PacketStatus.ProtocolError)]
    [InlineData("response topic # in will", Name5 + "06 0000 00 0001 61 04 08000123 0001 74 0000",
        PacketStatus.ProtocolError)]
    public void Connect_is_judged(string what, string body, PacketStatus expected)
    {
        byte[] bytes = AnyPacket.Hex(body);
        string frame = $"10{bytes.Length:X2}{Convert.ToHexString(bytes)}";
        Assert.True(expected == AnyPacket.StatusOf(frame, MqttVersion.V500), what);
    }

    [Theory]
    [InlineData("3.1.1 empty topic", 3, "30 02 0000", PacketStatus.TopicNameInvalid)]
    [InlineData("5 empty topic, no alias", 5, "30 03 0000 00", PacketStatus.ProtocolError)]
    [InlineData("alias 0", 5, "30 07 0001 74 03 230000", PacketStatus.TopicAliasInvalid)]
    [InlineData("+ in topic", 3, "30 03 0001 2B", PacketStatus.TopicNameInvalid)]
    [InlineData("# in topic", 5, "30 06 0003 612F23 00", PacketStatus.TopicNameInvalid)]
    [InlineData("NUL in topic", 3, "30 03 0001 00", PacketStatus.Malformed)]
    [InlineData("overlong slash in topic", 3, "30 04 0002 C0AF", PacketStatus.Malformed)]
    [InlineData("surrogate in topic", 3, "30 05 0003 EDBFBF", PacketStatus.Malformed)]
    [InlineData("topic past the end", 3, "30 03 0002 61", PacketStatus.Malformed)]
    [InlineData("id 0", 3, "32 05 0001 74 0000", PacketStatus.ProtocolError)]
    [InlineData("id missing", 3, "32 03 0001 74", PacketStatus.Malformed)]
    [InlineData("properties missing", 5, "30 03 0001 74", PacketStatus.Malformed)]
    [InlineData("payload format 2", 5, "30 06 0001 74 02 0102", PacketStatus.ProtocolError)]
    [InlineData("payload format twice", 5, "30 08 0001 74 04 0101 0101", PacketStatus.ProtocolError)]
    [InlineData("expiry twice", 5, "30 0E 0001 74 0A 0200000001 0200000001", PacketStatus.ProtocolError)]
    [InlineData("session expiry", 5, "30 09 0001 74 05 1100000001", PacketStatus.ProtocolError)]
    [InlineData("identifier 0", 5, "30 06 0001 74 02 0B00", PacketStatus.ProtocolError)]
    [InlineData("identifier too long a form", 5, "30 07 0001 74 03 0B8100", PacketStatus.Malformed)]
    [InlineData("two identifiers", 5, "30 08 0001 74 04 0B01 0B01", PacketStatus.Ok)]
    [InlineData("response topic +", 5, "30 08 0001 74 04 0800012B", PacketStatus.ProtocolError)]
    [InlineData("response topic empty", 5, "30 07 0001 74 03 080000", PacketStatus.ProtocolError)]
    [InlineData("content type not UTF-8", 5, "30 08 0001 74 04 030001FF", PacketStatus.Malformed)]
    [InlineData("user property cut", 5, "30 08 0001 74 04 26000161", PacketStatus.Malformed)]
    public void Publish_is_judged(string what, int version, string frame, PacketStatus expected) =>
        Assert.True(expected == AnyPacket.StatusOf(frame, VersionOf(version)), what);

    [Theory]
    [InlineData("subscribe, nothing", 3, "82 02 0001", PacketStatus.ProtocolError)]
    [InlineData("subscribe, nothing", 5, "82 03 0001 00", PacketStatus.ProtocolError)]
    [InlineData("subscribe, id 0", 3, "82 06 0000 0001 61 00", PacketStatus.ProtocolError)]
    [InlineData("subscribe, QoS 3", 3, "82 06 0001 0001 61 03", PacketStatus.ProtocolError)]
    [InlineData("subscribe, option of 5", 3, "82 06 0001 0001 61 04", PacketStatus.Malformed)]
    [InlineData("subscribe, reserved bits", 5, "82 07 0001 00 0001 61 40", PacketStatus.Malformed)]
    [InlineData("subscribe, retain handling 3", 5, "82 07 0001 00 0001 61 30", PacketStatus.ProtocolError)]
    [InlineData("subscribe, options missing", 3, "82 05 0001 0001 61", PacketStatus.Malformed)]
    [InlineData("subscribe, no local shared", 5, "82 10 0001 00 000A 2473686172652F672F61 04",
        PacketStatus.ProtocolError)]
    [InlineData("subscribe, filter a/#/b", 5, "82 0B 0001 00 0005 612F232F62 00", PacketStatus.TopicFilterInvalid)]
    [InlineData("subscribe, filter empty", 5, "82 06 0001 00 0000 00", PacketStatus.TopicFilterInvalid)]
    [InlineData("subscribe, identifier 0", 5, "82 09 0001 02 0B00 0001 61 00", PacketStatus.ProtocolError)]
    [InlineData("subscribe, identifier twice", 5, "82 0B 0001 04 0B01 0B01 0001 61 00", PacketStatus.ProtocolError)]
    [InlineData("subscribe, reason string", 5, "82 0B 0001 04 1F000161 0001 61 00", PacketStatus.ProtocolError)]
    [InlineData("unsubscribe, nothing", 3, "A2 02 0001", PacketStatus.ProtocolError)]
    [InlineData("unsubscribe, identifier", 5, "A2 08 0001 02 0B01 0001 61", PacketStatus.ProtocolError)]
    [InlineData("suback, code 3", 3, "90 03 0001 03", PacketStatus.ProtocolError)]
    [InlineData("suback, code of 5", 3, "90 03 0001 87", PacketStatus.ProtocolError)]
    [InlineData("suback, code unknown", 5, "90 04 0001 00 FF", PacketStatus.ProtocolError)]
    [InlineData("suback, nothing", 5, "90 03 0001 00", PacketStatus.ProtocolError)]
    [InlineData("unsuback, codes", 3, "B0 03 0001 00", PacketStatus.Malformed)]
    [InlineData("unsuback, nothing", 5, "B0 03 0001 00", PacketStatus.ProtocolError)]
    public void Filters_are_judged(string what, int version, string frame, PacketStatus expected) =>
        Assert.True(expected == AnyPacket.StatusOf(frame, VersionOf(version)), what);

    [Theory]
    [InlineData("puback, id 0", 3, "40 02 0000", PacketStatus.ProtocolError)]
    [InlineData("puback, cut", 3, "40 01 00", PacketStatus.Malformed)]
    [InlineData("puback, reason of 5", 3, "40 03 0001 00", PacketStatus.Malformed)]
    [InlineData("puback, reason of PUBREL", 5, "40 03 0001 92", PacketStatus.ProtocolError)]
    [InlineData("pubrel, reason of PUBACK", 5, "62 03 0001 10", PacketStatus.ProtocolError)]
    [InlineData("pubrec, no properties", 5, "50 04 0001 00 00", PacketStatus.Ok)]
    [InlineData("pubcomp, reason string twice", 5, "70 0C 0001 00 08 1F000161 1F000161", PacketStatus.ProtocolError)]
    [InlineData("pubcomp, trailing byte", 5, "70 05 0001 00 00 00", PacketStatus.Malformed)]
    [InlineData("connack, reserved flags", 3, "20 02 02 00", PacketStatus.Malformed)]
    [InlineData("connack, session with failure", 3, "20 02 01 05", PacketStatus.ProtocolError)]
    [InlineData("connack, code 6", 3, "20 02 00 06", PacketStatus.ProtocolError)]
    [InlineData("connack, code unknown", 5, "20 03 00 01 00", PacketStatus.ProtocolError)]
    [InlineData("connack, QoS 2", 5, "20 05 00 00 02 2402", PacketStatus.ProtocolError)]
    [InlineData("connack, receive maximum 0", 5, "20 06 00 00 03 210000", PacketStatus.ProtocolError)]
    [InlineData("pingreq, body", 3, "C0 01 00", PacketStatus.Malformed)]
    [InlineData("pingresp, body", 5, "D0 01 00", PacketStatus.Malformed)]
    [InlineData("disconnect, body", 3, "E0 01 00", PacketStatus.Malformed)]
    [InlineData("disconnect, code unknown", 5, "E0 01 01", PacketStatus.ProtocolError)]
    [InlineData("disconnect, alias property", 5, "E0 05 00 03 230001", PacketStatus.ProtocolError)]
    [InlineData("auth in 3.1.1", 3, "F0 00", PacketStatus.Malformed)]
    [InlineData("auth, no method", 5, "F0 02 18 00", PacketStatus.ProtocolError)]
    [InlineData("auth, code unknown", 5, "F0 02 80 00", PacketStatus.ProtocolError)]
    public void Answers_are_judged(string what, int version, string frame, PacketStatus expected) =>
        Assert.True(expected == AnyPacket.StatusOf(frame, VersionOf(version)), what);

    [Theory]
    [InlineData(PacketLimits.MaxUserProperties, PacketStatus.Ok)]
    [InlineData(PacketLimits.MaxUserProperties + 1, PacketStatus.QuotaExceeded)]
    public void User_properties_are_counted(int count, PacketStatus expected)
    {
        var properties = Enumerable.Repeat(new UserProperty("", ""), count).ToArray();
        byte[] bytes = AnyPacket.Write(new DisconnectPacket { UserProperties = properties }, MqttVersion.V500);
        Assert.Equal(expected, AnyPacket.StatusOf(Convert.ToHexString(bytes), MqttVersion.V500));
    }

    [Theory]
    [InlineData(PacketLimits.MaxFilters, PacketStatus.Ok)]
    [InlineData(PacketLimits.MaxFilters + 1, PacketStatus.QuotaExceeded)]
    public void Filters_are_counted(int count, PacketStatus expected)
    {
        var filter = Garita.Mqtt.Topics.TopicFilter.Parse("a");
        var subscribe = new SubscribePacket
        {
            PacketId = 1,
            Subscriptions = Enumerable.Repeat(new SubscriptionRequest(filter, QoS.AtMostOnce), count).ToArray(),
        };
        var unsubscribe = new UnsubscribePacket { PacketId = 1, Filters = Enumerable.Repeat(filter, count).ToArray() };
        foreach (var packet in new IPacket[] { subscribe, unsubscribe })
        {
            byte[] bytes = AnyPacket.Write(packet, MqttVersion.V311);
            Assert.Equal(expected, AnyPacket.StatusOf(Convert.ToHexString(bytes), MqttVersion.V311));
        }
    }

    [Fact]
    public void Packet_read_as_another_type_is_malformed()
    {
        Assert.Equal(FrameStatus.Complete, FrameReader.TryRead([0xC0, 0x00], 64, out var ping));
        Assert.Equal(PacketStatus.Malformed, ConnectPacket.TryRead(ping, out _));
        Assert.Equal(PacketStatus.Malformed, PublishPacket.TryRead(ping, MqttVersion.V500, out _));
        Assert.Equal(PacketStatus.Malformed, PubAckPacket.TryRead(ping, MqttVersion.V500, out _));
        Assert.Equal(PacketStatus.Malformed, SubscribePacket.TryRead(ping, MqttVersion.V500, out _));
        Assert.Equal(PacketStatus.Malformed, PingRespPacket.TryRead(ping, MqttVersion.V500, out _));
        Assert.Equal(PacketStatus.Malformed, DisconnectPacket.TryRead(ping, MqttVersion.V500, out _));
        Assert.Equal(PacketStatus.Malformed, AckView.TryRead(ping, MqttVersion.V500, out _));
    }

    [Fact]
    public void Every_refusal_has_a_failure_code()
    {
        foreach (var status in Enum.GetValues<PacketStatus>().Where(status => status != PacketStatus.Ok))
        {
            Assert.True((byte)status.ToReasonCode() >= 0x80);
        }
    }

    private static MqttVersion VersionOf(int version) => version == 3 ? MqttVersion.V311 : MqttVersion.V500;
}
