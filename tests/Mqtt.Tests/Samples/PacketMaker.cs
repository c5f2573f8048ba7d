using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Tests.Samples;

/// <summary>Makes any packet the standards allow, from a seed.</summary>
internal sealed class PacketMaker(int seed)
{
    private static readonly string[] Levels = ["a", "ä", "", "😀", "$x", "long-level-name", "\u0001", "\uFEFF"];

    private readonly Random _random = new(seed);

    public IPacket Any(PacketType type, MqttVersion version)
    {
        bool five = version == MqttVersion.V500;
        return type switch
        {
            PacketType.Connect => Connect(version),
            PacketType.ConnAck => ConnAck(five),
            PacketType.Publish => Publish(five),
            PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp => Ack(type, five),
            PacketType.Subscribe => Subscribe(five),
            PacketType.SubAck => SubAck(five),
            PacketType.Unsubscribe => new UnsubscribePacket
            {
                PacketId = Id(),
                Filters = Many(1, 5, Filter),
                UserProperties = Pairs(five),
            },
            PacketType.UnsubAck => new UnsubAckPacket
            {
                PacketId = Id(),
                ReasonCodes = five ? Many(1, 5, () => Reason(type, true)) : [],
                ReasonString = Text(five),
                UserProperties = Pairs(five),
            },
            PacketType.PingReq => PingReqPacket.Instance,
            PacketType.PingResp => PingRespPacket.Instance,
            PacketType.Disconnect => Disconnect(five),
            PacketType.Auth => new AuthPacket
            {
                ReasonCode = Reason(type, true),
                AuthenticationMethod = Word(),
                AuthenticationData = Bytes(true),
                ReasonString = Text(true),
                UserProperties = Pairs(true),
            },
        };
    }

    private IPacket Ack(PacketType type, bool five)
    {
        ushort id = Id();
        var reason = Reason(type, five);
        string? text = Text(five);
        var pairs = Pairs(five);
        if (type == PacketType.PubAck)
        {
            return new PubAckPacket { PacketId = id, ReasonCode = reason, ReasonString = text, UserProperties = pairs };
        }

        if (type == PacketType.PubRec)
        {
            return new PubRecPacket { PacketId = id, ReasonCode = reason, ReasonString = text, UserProperties = pairs };
        }

        return type == PacketType.PubRel
            ? new PubRelPacket { PacketId = id, ReasonCode = reason, ReasonString = text, UserProperties = pairs }
            : new PubCompPacket { PacketId = id, ReasonCode = reason, ReasonString = text, UserProperties = pairs };
    }

    private ConnectPacket Connect(MqttVersion version)
    {
        bool five = version == MqttVersion.V500;
        string? method = Text(five);
        string? user = Text(true);
        return new ConnectPacket
        {
            Version = version,
            ClientId = Word(),
            CleanStart = !five || Flip(),
            KeepAliveSeconds = (ushort)_random.Next(65_536),
            Will = Flip() ? Will(five) : null,
            UserName = user,
            Password = Bytes(five || user is not null),
            SessionExpirySeconds = five ? Number() : 0,
            ReceiveMaximum = five ? Id() : ushort.MaxValue,
            MaximumPacketSize = five && Flip() ? Number() | 1 : null,
            TopicAliasMaximum = five ? (ushort)_random.Next(3) : (ushort)0,
            RequestResponseInformation = five && Flip(),
            RequestProblemInformation = !five || Flip(),
            AuthenticationMethod = method,
            AuthenticationData = Bytes(method is not null),
            UserProperties = Pairs(five),
        };
    }

    private WillMessage Will(bool five) => new()
    {
        Topic = Topic(),
        Payload = Bytes(true) ?? default,
        QoS = (QoS)_random.Next(3),
        Retain = Flip(),
        DelaySeconds = five ? Number() : 0,
        Properties = Message(five),
    };

    private ConnAckPacket ConnAck(bool five)
    {
        var reason = five ? Reason(PacketType.ConnAck, true) : ReasonCode.NotAuthorized;
        return new ConnAckPacket
        {
            ReasonCode = reason,
            SessionPresent = reason == ReasonCode.Success && Flip(),
            SessionExpirySeconds = five && Flip() ? Number() : null,
            ReceiveMaximum = five ? Id() : ushort.MaxValue,
            MaximumQoS = five ? (QoS)_random.Next(3) : QoS.ExactlyOnce,
            RetainAvailable = !five || Flip(),
            MaximumPacketSize = five && Flip() ? Number() | 1 : null,
            AssignedClientId = Text(five),
            TopicAliasMaximum = five ? (ushort)_random.Next(3) : (ushort)0,
            ReasonString = Text(five),
            UserProperties = Pairs(five),
            WildcardSubscriptionAvailable = !five || Flip(),
            SubscriptionIdentifierAvailable = !five || Flip(),
            SharedSubscriptionAvailable = !five || Flip(),
            ServerKeepAliveSeconds = five && Flip() ? (ushort)_random.Next(65_536) : null,
            ResponseInformation = Text(five),
            ServerReference = Text(five),
            AuthenticationMethod = Text(five),
            AuthenticationData = Bytes(five),
        };
    }

    private PublishPacket Publish(bool five)
    {
        var qos = (QoS)_random.Next(3);
        ushort alias = five && Flip() ? Id() : (ushort)0;
        return new PublishPacket
        {
            Duplicate = qos != QoS.AtMostOnce && Flip(),
            QoS = qos,
            Retain = Flip(),
            Topic = alias > 0 && Flip() ? null : Topic(),
            PacketId = qos == QoS.AtMostOnce ? (ushort)0 : Id(),
            Payload = Bytes(true) ?? default,
            TopicAlias = alias,
            SubscriptionIdentifiers = five ? Many(0, 3, Identifier) : [],
            Properties = Message(five),
        };
    }

    private SubscribePacket Subscribe(bool five) => new()
    {
        PacketId = Id(),
        SubscriptionIdentifier = five && Flip() ? Identifier() : null,
        UserProperties = Pairs(five),
        Subscriptions = Many(1, 5, () =>
        {
            var filter = Filter();
            var qos = (QoS)_random.Next(3);
            return five
                ? new SubscriptionRequest(
                    filter, qos, Flip() && !filter.IsShared, Flip(), (RetainHandling)_random.Next(3))
                : new SubscriptionRequest(filter, qos);
        }),
    };

    private SubAckPacket SubAck(bool five) => new()
    {
        PacketId = Id(),
        ReasonCodes = Many(1, 5, () => five ? Reason(PacketType.SubAck, true) : (ReasonCode)_random.Next(3)),
        ReasonString = Text(five),
        UserProperties = Pairs(five),
    };

    private DisconnectPacket Disconnect(bool five) => new()
    {
        ReasonCode = Reason(PacketType.Disconnect, five),
        SessionExpirySeconds = five && Flip() ? Number() : null,
        ReasonString = Text(five),
        ServerReference = Text(five),
        UserProperties = Pairs(five),
    };

    private MessageProperties Message(bool five) => !five ? MessageProperties.None : new MessageProperties
    {
        PayloadIsText = Flip(),
        MessageExpirySeconds = Flip() ? Number() : null,
        ResponseTopic = Flip() ? Topic() : null,
        CorrelationData = Bytes(true),
        ContentType = Text(true),
        UserProperties = Pairs(true),
    };

    private ReasonCode Reason(PacketType type, bool five) =>
        five ? Pick(Enum.GetValues<ReasonCode>().Where(code => ReasonCodes.Allowed(type, code)).ToArray()) : default;

    private TopicName Topic()
    {
        string text = string.Join('/', Many(1, 4, () => Pick(Levels)));
        return TopicName.Parse(text.Length == 0 ? "/" : text);
    }

    private TopicFilter Filter()
    {
        string text = string.Join('/', Many(1, 3, () => Flip() ? "+" : Pick(Levels))) + Pick(["", "/#"]);
        string share = _random.Next(4) == 0 ? "$share/g/" : "";
        return TopicFilter.Parse(share + (text.Length == 0 ? "#" : text));
    }

    private UserProperty[] Pairs(bool allowed) =>
        allowed && Flip() ? Many(1, 4, () => new UserProperty(Word(), Word())) : [];

    private string? Text(bool allowed) => allowed && Flip() ? Word() : null;

    private string Word() => string.Concat(Many(0, 3, () => Pick(Levels)));

    private ReadOnlyMemory<byte>? Bytes(bool allowed)
    {
        if (!allowed || Flip())
        {
            return null;
        }

        byte[] bytes = new byte[_random.Next(4) == 0 ? _random.Next(20_000) : _random.Next(200)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private T[] Many<T>(int least, int most, Func<T> make) =>
        Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => make()).ToArray();

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private bool Flip() => _random.Next(2) == 0;

    private ushort Id() => (ushort)_random.Next(1, 65_536);

    private uint Identifier() => (uint)_random.Next(1, 1 << _random.Next(1, 29));

    private uint Number() => (uint)_random.NextInt64(0, 1L << 32);
}
