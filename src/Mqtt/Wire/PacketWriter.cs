using System.Buffers;
using System.Buffers.Binary;
using Garita.Mqtt.Packets;

namespace Garita.Mqtt.Wire;

/// <summary>
/// Writes packets. A packet that the wire cannot carry is our bug and throws; see each packet for its bounds.
/// </summary>
public static class PacketWriter
{
    /// <summary>Size of an acknowledgement that says success: header, packet identifier.</summary>
    public const int ShortAckLength = 4;

    /// <summary>Bytes of the whole frame.</summary>
    public static int Measure(IPacket packet, MqttVersion version) => FrameLength(BodyLength(packet, version));

    /// <summary>Writes the whole frame.</summary>
    /// <returns>The bytes written: what <see cref="Measure"/> says.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Write(IPacket packet, MqttVersion version, Span<byte> destination) =>
        Write(packet, version, BodyLength(packet, version), destination);

    /// <summary>Appends the whole frame.</summary>
    public static void Write(IPacket packet, MqttVersion version, IBufferWriter<byte> destination)
    {
        int body = BodyLength(packet, version);
        int length = FrameLength(body);
        Write(packet, version, body, destination.GetSpan(length)[..length]);
        destination.Advance(length);
    }

    /// <summary>
    /// Appends the frame if it stays within the peer's Maximum Packet Size, at need without reason string and user
    /// properties [MQTT-3.2.2-19, MQTT-3.2.2-20 and the like for each packet].
    /// </summary>
    /// <returns>False when it is too large all the same; nothing was written.</returns>
    public static bool TryWriteWithin(
        IPacket packet, MqttVersion version, long maximumPacketSize, IBufferWriter<byte> destination)
    {
        var fitting = packet;
        if (Measure(packet, version) > maximumPacketSize)
        {
            fitting = packet.WithoutDiagnostics();
            if (Measure(fitting, version) > maximumPacketSize)
            {
                return false;
            }
        }

        Write(fitting, version, destination);
        return true;
    }

    /// <summary>
    /// Writes a successful PUBACK, PUBREC, PUBREL, PUBCOMP or, in MQTT 3.1.1, UNSUBACK: the same in both versions.
    /// </summary>
    /// <returns><see cref="ShortAckLength"/>.</returns>
    public static int WriteShortAck(PacketType type, ushort packetId, Span<byte> destination)
    {
        destination[0] = (byte)(((int)type << 4) | (type == PacketType.PubRel ? 2 : 0));
        destination[1] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], packetId);
        return ShortAckLength;
    }

    /// <summary>Header, remaining length and body.</summary>
    internal static int FrameLength(int body) => 1 + VariableInteger.Measure((uint)body) + body;

    internal static int BodyLength(IPacket packet, MqttVersion version)
    {
        var counter = WireWriter.Counter;
        packet.WriteBody(ref counter, version);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            counter.Position, PacketLimits.MaxRemainingLength, nameof(packet));
        return counter.Position;
    }

    private static int Write(IPacket packet, MqttVersion version, int body, Span<byte> destination)
    {
        var writer = new WireWriter(destination);
        writer.Byte((byte)(((int)packet.Type << 4) | packet.Flags));
        writer.Variable((uint)body);
        packet.WriteBody(ref writer, version);
        return writer.Position;
    }
}
