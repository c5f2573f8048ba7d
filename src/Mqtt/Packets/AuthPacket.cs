using Garita.Mqtt.Properties;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>AUTH: a step of enhanced authentication (MQTT 5, 3.15). Does not exist in MQTT 3.1.1.</summary>
public sealed record AuthPacket : IPacket
{
    private static readonly ulong Allowed = PropertyBlock.Set(
        PropertyId.AuthenticationMethod, PropertyId.AuthenticationData, PropertyId.ReasonString,
        PropertyId.UserProperty);

    /// <summary>Success, continue or re-authenticate.</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>The method; absent only in a success that says nothing else.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>What the method exchanges.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>An explanation for people.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Name and value pairs.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <inheritdoc/>
    public PacketType Type => PacketType.Auth;

    /// <summary>Reads the packet; in MQTT 3.1.1 its type is reserved and malformed.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out AuthPacket? packet)
    {
        packet = null;
        if (frame.Type != PacketType.Auth || version == MqttVersion.V311)
        {
            return PacketStatus.Malformed;
        }

        var reader = new WireReader(frame.Body);
        var status = ReasonCodes.ReadOptional(ref reader, PacketType.Auth, Allowed, out var code, out var properties);
        if (status == PacketStatus.Ok && !reader.AtEnd)
        {
            return PacketStatus.Malformed;
        }

        if (status == PacketStatus.Ok && !frame.Body.IsEmpty && !properties.Has(PropertyId.AuthenticationMethod))
        {
            return PacketStatus.ProtocolError; // MQTT 5, 3.15.2.2.2
        }

        if (status == PacketStatus.Ok)
        {
            packet = new AuthPacket
            {
                ReasonCode = code,
                AuthenticationMethod = properties.TextOrNull(PropertyId.AuthenticationMethod),
                AuthenticationData = properties.BinaryOrNull(PropertyId.AuthenticationData),
                ReasonString = properties.TextOrNull(PropertyId.ReasonString),
                UserProperties = properties.UserProperties(),
            };
        }

        return status;
    }

    /// <inheritdoc/>
    public IPacket WithoutDiagnostics() => this with { ReasonString = null, UserProperties = [] };

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)version, (int)MqttVersion.V311);
        var counter = WireWriter.Counter;
        WriteProperties(ref counter);
        if (ReasonCode == ReasonCode.Success && counter.Position == 0)
        {
            return;
        }

        writer.Byte((byte)ReasonCode);
        writer.Variable((uint)counter.Position);
        WriteProperties(ref writer);
    }

    private void WriteProperties(ref WireWriter writer)
    {
        writer.Property(PropertyId.AuthenticationMethod, AuthenticationMethod);
        writer.Property(PropertyId.AuthenticationData, AuthenticationData);
        writer.Diagnostics(ReasonString, UserProperties);
    }
}
