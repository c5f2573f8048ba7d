using System.Buffers.Binary;

namespace Garita.Mqtt.Wire;

/// <summary>
/// Where the parts of a written PUBLISH are that differ between receivers, counted from the frame's first byte: the
/// frame is written once, copied to every receiver, and patched there.
/// </summary>
/// <param name="Length">Bytes of the frame.</param>
/// <param name="PacketIdOffset">The packet identifier, two bytes; -1 with QoS 0.</param>
/// <param name="ExpiryOffset">The message expiry, four bytes; -1 without one.</param>
public readonly record struct PublishLayout(int Length, int PacketIdOffset, int ExpiryOffset)
{
    /// <summary>Sets the packet identifier in a copy of the frame.</summary>
    public void PatchPacketId(Span<byte> frame, ushort packetId) =>
        BinaryPrimitives.WriteUInt16BigEndian(frame[PacketIdOffset..], packetId);

    /// <summary>Sets the seconds left in a copy of the frame [MQTT-3.3.2-6].</summary>
    public void PatchExpiry(Span<byte> frame, uint seconds) =>
        BinaryPrimitives.WriteUInt32BigEndian(frame[ExpiryOffset..], seconds);

    /// <summary>Marks a copy of the frame as sent again [MQTT-3.3.1-1].</summary>
    public static void PatchDuplicate(Span<byte> frame) => frame[0] |= 0x08;
}
