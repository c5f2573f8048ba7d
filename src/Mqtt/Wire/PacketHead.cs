using Garita.Mqtt.Properties;

namespace Garita.Mqtt.Wire;

/// <summary>A packet identifier and the properties after it.</summary>
internal readonly ref struct PacketHead(ushort packetId, scoped in PropertyBlock properties)
{
    public ushort PacketId { get; } = packetId;

    public PropertyBlock Properties { get; } = properties;
}
