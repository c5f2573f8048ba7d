using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>
/// CONNACK: whether the client is in, and what the server grants (MQTT 5, 3.2). MQTT 3.1.1 has session present and a
/// return code, and no properties.
/// </summary>
public sealed record ConnAckPacket : IPacket
{
    /// <summary>Success, or why not.</summary>
    public required ReasonCode ReasonCode { get; init; }

    /// <summary>Whether the server goes on with a session it had; only with success [MQTT-3.2.2-6].</summary>
    public bool SessionPresent { get; init; }

    /// <summary>The session expiry in use, when not what was asked for (property 0x11).</summary>
    public uint? SessionExpirySeconds { get; init; }

    /// <summary>QoS 1 and 2 messages the server takes at a time, 1 to 65,535 (property 0x21).</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>The highest QoS served (property 0x24).</summary>
    public QoS MaximumQoS { get; init; } = QoS.ExactlyOnce;

    /// <summary>Whether retained messages are served (property 0x25).</summary>
    public bool RetainAvailable { get; init; } = true;

    /// <summary>The largest packet the server takes, in bytes; null: any (property 0x27).</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>The client identifier the server picked (property 0x12).</summary>
    public string? AssignedClientId { get; init; }

    /// <summary>The highest topic alias the server takes; 0: none (property 0x22).</summary>
    public ushort TopicAliasMaximum { get; init; }

    /// <summary>An explanation for people (property 0x1F).</summary>
    public string? ReasonString { get; init; }

    /// <summary>Name and value pairs (property 0x26).</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Whether wildcard subscriptions are served (property 0x28).</summary>
    public bool WildcardSubscriptionAvailable { get; init; } = true;

    /// <summary>Whether subscription identifiers are served (property 0x29).</summary>
    public bool SubscriptionIdentifierAvailable { get; init; } = true;

    /// <summary>Whether shared subscriptions are served (property 0x2A).</summary>
    public bool SharedSubscriptionAvailable { get; init; } = true;

    /// <summary>The keep alive in use, in seconds, when not what was asked for (property 0x13).</summary>
    public ushort? ServerKeepAliveSeconds { get; init; }

    /// <summary>The start of topics for replies (property 0x1A).</summary>
    public string? ResponseInformation { get; init; }

    /// <summary>Another server to use (property 0x1C).</summary>
    public string? ServerReference { get; init; }

    /// <summary>The authentication method in use (property 0x15).</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Last data of that method (property 0x16).</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <inheritdoc/>
    public PacketType Type => PacketType.ConnAck;

    /// <summary>Reads the packet.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out ConnAckPacket? packet)
    {
        packet = null;
        return frame.Type == PacketType.ConnAck
            ? ConnAckWire.TryRead(frame.Body, version, out packet)
            : PacketStatus.Malformed;
    }

    /// <inheritdoc/>
    public IPacket WithoutDiagnostics() => this with { ReasonString = null, UserProperties = [] };

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version) => ConnAckWire.Write(ref writer, this, version);
}
