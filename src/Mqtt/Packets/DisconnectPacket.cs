using Garita.Mqtt.Properties;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>
/// DISCONNECT: the connection ends, and why (MQTT 5, 3.14). Empty in MQTT 3.1.1, and sent by clients only.
/// </summary>
public sealed record DisconnectPacket : IPacket
{
    private static readonly ulong Allowed = PropertyBlock.Set(
        PropertyId.SessionExpiry, PropertyId.ReasonString, PropertyId.UserProperty, PropertyId.ServerReference);

    /// <summary>Why; some codes are for one direction only, which the receiver checks.</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>Seconds the session outlives the connection; null: as agreed. From clients only.</summary>
    public uint? SessionExpirySeconds { get; init; }

    /// <summary>An explanation for people.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Another server to use. From servers only.</summary>
    public string? ServerReference { get; init; }

    /// <summary>Name and value pairs.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <inheritdoc/>
    public PacketType Type => PacketType.Disconnect;

    /// <summary>Reads the packet.</summary>
    public static PacketStatus TryRead(scoped in Frame frame, MqttVersion version, out DisconnectPacket? packet)
    {
        packet = null;
        if (frame.Type != PacketType.Disconnect || (version == MqttVersion.V311 && !frame.Body.IsEmpty))
        {
            return PacketStatus.Malformed;
        }

        var reader = new WireReader(frame.Body);
        var status = ReasonCodes.ReadOptional(
            ref reader, PacketType.Disconnect, Allowed, out var code, out var properties);
        if (status == PacketStatus.Ok && !reader.AtEnd)
        {
            return PacketStatus.Malformed;
        }

        if (status == PacketStatus.Ok)
        {
            packet = new DisconnectPacket
            {
                ReasonCode = code,
                SessionExpirySeconds = properties.NumberOrNull(PropertyId.SessionExpiry),
                ReasonString = properties.TextOrNull(PropertyId.ReasonString),
                ServerReference = properties.TextOrNull(PropertyId.ServerReference),
                UserProperties = properties.UserProperties(),
            };
        }

        return status;
    }

    /// <inheritdoc/>
    public IPacket WithoutDiagnostics() => this with { ReasonString = null, UserProperties = [] };

    void IPacket.WriteBody(ref WireWriter writer, MqttVersion version)
    {
        var counter = WireWriter.Counter;
        WriteProperties(ref counter);
        if (version == MqttVersion.V311 || (ReasonCode == ReasonCode.Success && counter.Position == 0))
        {
            return;
        }

        writer.Byte((byte)ReasonCode);
        if (counter.Position > 0)
        {
            writer.Variable((uint)counter.Position);
            WriteProperties(ref writer);
        }
    }

    private void WriteProperties(ref WireWriter writer)
    {
        writer.Property32(PropertyId.SessionExpiry, SessionExpirySeconds);
        writer.Property(PropertyId.ServerReference, ServerReference);
        writer.Diagnostics(ReasonString, UserProperties);
    }
}
