using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>CONNECT: a client asks for a session (MQTT 5, 3.1). Properties are not written in MQTT 3.1.1.</summary>
public sealed record ConnectPacket : IPacket
{
    /// <summary>The version of this and all later packets of the connection.</summary>
    public required MqttVersion Version { get; init; }

    /// <summary>Names the session for this identity; empty: the server picks one.</summary>
    public required string ClientId { get; init; }

    /// <summary>Drop a session there may be: Clean Start, in MQTT 3.1.1 Clean Session.</summary>
    public bool CleanStart { get; init; }

    /// <summary>The longest silence the client promises, in seconds; 0: none.</summary>
    public ushort KeepAliveSeconds { get; init; }

    /// <summary>The message to publish when the connection is lost.</summary>
    public WillMessage? Will { get; init; }

    /// <summary>User name.</summary>
    public string? UserName { get; init; }

    /// <summary>Password: opaque bytes, at most 65,535. Never in <see cref="object.ToString"/>.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>Seconds the session outlives the connection; 0xFFFFFFFF: for good (property 0x11).</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>QoS 1 and 2 messages the client takes at a time, 1 to 65,535 (property 0x21).</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>The largest packet the client takes, in bytes; null: any (property 0x27).</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>The highest topic alias the client takes; 0: none (property 0x22).</summary>
    public ushort TopicAliasMaximum { get; init; }

    /// <summary>Whether the server may return response information (property 0x19).</summary>
    public bool RequestResponseInformation { get; init; }

    /// <summary>Whether reason strings and user properties are wanted on failures (property 0x17).</summary>
    public bool RequestProblemInformation { get; init; } = true;

    /// <summary>Name of the enhanced authentication wanted (property 0x15).</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>First data of that method (property 0x16). Never in <see cref="object.ToString"/>.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>Name and value pairs, order kept (property 0x26).</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <inheritdoc/>
    public PacketType Type => PacketType.Connect;

    /// <summary>
    /// The version to answer in, of a CONNECT that is refused: what the client names if we speak it, else MQTT 3.1.1,
    /// whose CONNACK every client understands.
    /// </summary>
    public static MqttVersion AnswerVersion(scoped in Frame frame) =>
        ConnectWire.TryReadProtocol(frame.Body, out var version) == PacketStatus.Ok ? version : MqttVersion.V311;

    /// <summary>Reads the packet.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, out ConnectPacket? packet)
    {
        packet = null;
        return frame.Type == PacketType.Connect ? ConnectWire.TryRead(frame.Body, out packet) : PacketStatus.Malformed;
    }

    /// <summary>Names the client and nothing secret.</summary>
    public override string ToString() => $"ConnectPacket {{ {Version}, {ClientId} }}";

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version) => ConnectWire.Write(ref writer, this);
}
