using Garita.Mqtt.Packets;

namespace Garita.Mqtt.Tests.Samples;

/// <summary>A packet with the bytes it must be.</summary>
public sealed record PacketSample(string Name, MqttVersion Version, string Hex, IPacket Packet)
{
    public byte[] Bytes => AnyPacket.Hex(Hex);

    public override string ToString() => $"{Name} ({Version})";
}
