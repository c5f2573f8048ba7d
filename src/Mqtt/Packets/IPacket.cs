using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Packets;

/// <summary>
/// One packet of MQTT 3.1.1 or 5. Written by <see cref="PacketWriter"/>; read by the static <c>TryRead</c> of its own
/// type.
/// </summary>
public interface IPacket
{
    /// <summary>Which packet this is.</summary>
    PacketType Type { get; }

    /// <summary>The low nibble of the first byte.</summary>
    internal byte Flags => 0;

    /// <summary>Writes, or counts, everything after the fixed header.</summary>
    internal void WriteBody(ref WireWriter writer, MqttVersion version);

    /// <summary>
    /// The same packet without reason string and user properties where the standard lets a sender drop them to stay
    /// within the peer's Maximum Packet Size; otherwise the packet itself.
    /// </summary>
    IPacket WithoutDiagnostics() => this;
}
