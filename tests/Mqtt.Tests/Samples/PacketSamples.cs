using System.Text;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Tests.Samples;

/// <summary>Byte-exact packets, worked out by hand from the tables of the two standards.</summary>
internal static class PacketSamples
{
    private const MqttVersion V3 = MqttVersion.V311;
    private const MqttVersion V5 = MqttVersion.V500;

    private static readonly UserProperty Pair = new("a", "b");

    public static IReadOnlyList<PacketSample> All { get; } =
    [
        .. Connecting(), .. Publishing(), .. Acknowledging(), .. Subscribing(), .. Ending(),
    ];

    public static PacketSample Named(string name) => All.Single(sample => sample.ToString() == name);

    private static IEnumerable<PacketSample> Connecting() =>
    [
        new("connect, least", V3, "10 0D 00 04 4D515454 04 02 003C 0001 61",
            new ConnectPacket { Version = V3, ClientId = "a", CleanStart = true, KeepAliveSeconds = 60 }),
        new("connect, server picks the id", V5, "10 0D 00 04 4D515454 05 00 0000 00 0000",
            new ConnectPacket { Version = V5, ClientId = "" }),

        // The flags of figure 3-6 of MQTT 5: user name, password, will QoS 1, will, clean start.
        new("connect, example of the standard", V5,
            "10 27 00 04 4D515454 05 CE 000A 05 11 0000000A 0001 61 00 0004 77696C6C 0003 627965 0002 7573 0002 7077",
            new ConnectPacket
            {
                Version = V5,
                ClientId = "a",
                CleanStart = true,
                KeepAliveSeconds = 10,
                SessionExpirySeconds = 10,
                Will = new WillMessage { Topic = Topic("will"), Payload = Bytes("bye"), QoS = QoS.AtLeastOnce },
                UserName = "us",
                Password = Bytes("pw"),
            }),
        new("connect, everything", V5,
            "10 5F 00 04 4D515454 05 74 0102"
            + "24 11 FFFFFFFF 21 0014 27 00000400 22 0005 19 01 17 00 15 0001 6D 16 0002 0001 26 0001 61 0001 62"
            + "0002 6964"
            + "1F 18 00000007 01 01 02 00000008 08 0001 72 09 0001 63 03 0001 74 26 0001 61 0001 62"
            + "0003 772F78 0002 FF00 0001 70",
            Everything()),
        new("connack, accepted with session", V3, "20 02 01 00",
            new ConnAckPacket { ReasonCode = ReasonCode.Success, SessionPresent = true }),
        new("connack, not authorised", V3, "20 02 00 05", new ConnAckPacket { ReasonCode = ReasonCode.NotAuthorized }),
        new("connack, least", V5, "20 03 00 00 00", new ConnAckPacket { ReasonCode = ReasonCode.Success }),
        new("connack, not authorised", V5, "20 03 00 87 00",
            new ConnAckPacket { ReasonCode = ReasonCode.NotAuthorized }),
        new("connack, everything", V5,
            "20 3F 01 00 3C 11 0000000A 21 0001 24 01 25 00 27 00000100 12 0001 61 22 0002 1F 0001 72"
            + "26 0001 61 0001 62 28 00 29 00 2A 00 13 003C 1A 0001 69 1C 0001 73 15 0001 6D 16 0001 FF",
            new ConnAckPacket
            {
                ReasonCode = ReasonCode.Success,
                SessionPresent = true,
                SessionExpirySeconds = 10,
                ReceiveMaximum = 1,
                MaximumQoS = QoS.AtLeastOnce,
                RetainAvailable = false,
                MaximumPacketSize = 256,
                AssignedClientId = "a",
                TopicAliasMaximum = 2,
                ReasonString = "r",
                UserProperties = [Pair],
                WildcardSubscriptionAvailable = false,
                SubscriptionIdentifierAvailable = false,
                SharedSubscriptionAvailable = false,
                ServerKeepAliveSeconds = 60,
                ResponseInformation = "i",
                ServerReference = "s",
                AuthenticationMethod = "m",
                AuthenticationData = new byte[] { 0xFF },
            }),
    ];

    private static ConnectPacket Everything() => new()
    {
        Version = V5,
        ClientId = "id",
        KeepAliveSeconds = 258,
        SessionExpirySeconds = uint.MaxValue,
        ReceiveMaximum = 20,
        MaximumPacketSize = 1024,
        TopicAliasMaximum = 5,
        RequestResponseInformation = true,
        RequestProblemInformation = false,
        AuthenticationMethod = "m",
        AuthenticationData = new byte[] { 0, 1 },
        UserProperties = [Pair],
        Will = new WillMessage
        {
            Topic = Topic("w/x"),
            Payload = new byte[] { 0xFF, 0 },
            QoS = QoS.ExactlyOnce,
            Retain = true,
            DelaySeconds = 7,
            Properties = Message(8),
        },
        Password = Bytes("p"),
    };

    private static IEnumerable<PacketSample> Publishing() =>
    [
        // MQTT 3.1.1, 3.3.2.3, non-normative example: topic a/b, packet identifier 10.
        new("publish, example of the standard", V3, "32 07 0003 612F62 000A",
            new PublishPacket { Topic = Topic("a/b"), PacketId = 10, QoS = QoS.AtLeastOnce }),
        new("publish, example of the standard", V5, "32 08 0003 612F62 000A 00",
            new PublishPacket { Topic = Topic("a/b"), PacketId = 10, QoS = QoS.AtLeastOnce }),
        new("publish, QoS 0 retained", V3, "31 05 0001 74 6869",
            new PublishPacket { Topic = Topic("t"), Retain = true, Payload = Bytes("hi") }),
        new("publish, QoS 2 again", V3, "3C 05 0001 74 FFFF",
            new PublishPacket { Topic = Topic("t"), PacketId = 0xFFFF, QoS = QoS.ExactlyOnce, Duplicate = true }),
        new("publish, alias alone", V5, "30 07 0000 03 23 0005 78",
            new PublishPacket { Topic = null, TopicAlias = 5, Payload = Bytes("x") }),
        new("publish, everything", V5,
            "3B 2C 0001 74 0102 24 23 0001 0B 01 0B FFFFFF7F"
            + "01 01 02 0000000A 08 0001 72 09 0001 63 03 0001 74 26 0001 61 0001 62 7879",
            new PublishPacket
            {
                Topic = Topic("t"),
                PacketId = 0x0102,
                QoS = QoS.AtLeastOnce,
                Duplicate = true,
                Retain = true,
                TopicAlias = 1,
                SubscriptionIdentifiers = [1, 268_435_455],
                Properties = Message(10),
                Payload = Bytes("xy"),
            }),
    ];

    private static IEnumerable<PacketSample> Acknowledging() =>
    [
        new("puback", V3, "40 02 1234", new PubAckPacket { PacketId = 0x1234 }),
        new("puback", V5, "40 02 1234", new PubAckPacket { PacketId = 0x1234 }),
        new("puback, nobody", V5, "40 03 0001 10",
            new PubAckPacket { PacketId = 1, ReasonCode = ReasonCode.NoMatchingSubscribers }),
        new("puback, explained", V5, "40 0F 0001 87 0B 1F 0001 6E 26 0001 61 0001 62",
            new PubAckPacket
            {
                PacketId = 1,
                ReasonCode = ReasonCode.NotAuthorized,
                ReasonString = "n",
                UserProperties = [Pair],
            }),
        new("pubrec", V3, "50 02 0001", new PubRecPacket { PacketId = 1 }),
        new("pubrec, refused", V5, "50 03 0001 97",
            new PubRecPacket { PacketId = 1, ReasonCode = ReasonCode.QuotaExceeded }),
        new("pubrel", V3, "62 02 0001", new PubRelPacket { PacketId = 1 }),
        new("pubrel, unknown", V5, "62 03 0001 92",
            new PubRelPacket { PacketId = 1, ReasonCode = ReasonCode.PacketIdentifierNotFound }),
        new("pubcomp", V3, "70 02 0001", new PubCompPacket { PacketId = 1 }),
        new("pubcomp, explained", V5, "70 08 0001 92 04 1F 0001 3F",
            new PubCompPacket { PacketId = 1, ReasonCode = ReasonCode.PacketIdentifierNotFound, ReasonString = "?" }),
    ];

    private static IEnumerable<PacketSample> Subscribing() =>
    [
        // MQTT 3.1.1, 3.8.3.1, non-normative example: a/b with QoS 1, c/d with QoS 2.
        new("subscribe, example of the standard", V3, "82 0E 000A 0003 612F62 01 0003 632F64 02",
            new SubscribePacket
            {
                PacketId = 10,
                Subscriptions =
                [
                    new(Filter("a/b"), QoS.AtLeastOnce), new(Filter("c/d"), QoS.ExactlyOnce),
                ],
            }),
        new("subscribe, everything", V5,
            "82 1F 000A 0A 0B 8001 26 0001 61 0001 62 0001 23 2D 000B 2473686172652F672F2B2F 19",
            new SubscribePacket
            {
                PacketId = 10,
                SubscriptionIdentifier = 128,
                UserProperties = [Pair],
                Subscriptions =
                [
                    new(Filter("#"), QoS.AtLeastOnce, true, true, RetainHandling.DoNotSend),
                    new(Filter("$share/g/+/"), QoS.AtLeastOnce, false, true, RetainHandling.SendIfNew),
                ],
            }),

        // MQTT 3.1.1, 3.9.3, non-normative example: granted 0, granted 2, failure.
        new("suback, example of the standard", V3, "90 05 000A 00 02 80",
            new SubAckPacket
            {
                PacketId = 10,
                ReasonCodes = [ReasonCode.Success, ReasonCode.GrantedQoS2, ReasonCode.UnspecifiedError],
            }),
        new("suback, explained", V5, "90 09 000A 04 1F 0001 6E 01 87",
            new SubAckPacket
            {
                PacketId = 10,
                ReasonString = "n",
                ReasonCodes = [ReasonCode.GrantedQoS1, ReasonCode.NotAuthorized],
            }),

        // MQTT 3.1.1, 3.10.3, non-normative example: a/b and c/d.
        new("unsubscribe, example of the standard", V3, "A2 0C 000A 0003 612F62 0003 632F64",
            new UnsubscribePacket { PacketId = 10, Filters = [Filter("a/b"), Filter("c/d")] }),
        new("unsubscribe, everything", V5, "A2 0D 000A 07 26 0001 61 0001 62 0001 2B",
            new UnsubscribePacket { PacketId = 10, Filters = [Filter("+")], UserProperties = [Pair] }),
        new("unsuback", V3, "B0 02 000A", new UnsubAckPacket { PacketId = 10 }),
        new("unsuback", V5, "B0 05 000A 00 00 11",
            new UnsubAckPacket
            {
                PacketId = 10,
                ReasonCodes = [ReasonCode.Success, ReasonCode.NoSubscriptionExisted],
            }),
    ];

    private static IEnumerable<PacketSample> Ending() =>
    [
        new("pingreq", V3, "C0 00", PingReqPacket.Instance),
        new("pingresp", V5, "D0 00", PingRespPacket.Instance),
        new("disconnect", V3, "E0 00", new DisconnectPacket()),
        new("disconnect", V5, "E0 00", new DisconnectPacket()),
        new("disconnect, with will", V5, "E0 01 04",
            new DisconnectPacket { ReasonCode = ReasonCode.DisconnectWithWill }),
        new("disconnect, everything", V5, "E0 16 9C 14 11 0000000A 1C 0001 73 1F 0001 72 26 0001 61 0001 62",
            new DisconnectPacket
            {
                ReasonCode = ReasonCode.UseAnotherServer,
                SessionExpirySeconds = 10,
                ServerReference = "s",
                ReasonString = "r",
                UserProperties = [Pair],
            }),
        new("auth, done", V5, "F0 00", new AuthPacket()),
        new("auth, everything", V5, "F0 15 18 13 15 0001 6D 16 0001 64 1F 0001 72 26 0001 61 0001 62",
            new AuthPacket
            {
                ReasonCode = ReasonCode.ContinueAuthentication,
                AuthenticationMethod = "m",
                AuthenticationData = Bytes("d"),
                ReasonString = "r",
                UserProperties = [Pair],
            }),
    ];

    private static MessageProperties Message(uint expiry) => new()
    {
        PayloadIsText = true,
        MessageExpirySeconds = expiry,
        ResponseTopic = Topic("r"),
        CorrelationData = Bytes("c"),
        ContentType = "t",
        UserProperties = [Pair],
    };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static TopicName Topic(string text) => TopicName.Parse(text);

    private static TopicFilter Filter(string text) => TopicFilter.Parse(text);
}
