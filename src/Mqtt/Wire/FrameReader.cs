using Garita.Mqtt.Packets;

namespace Garita.Mqtt.Wire;

/// <summary>Cuts a byte stream into frames (MQTT 5, 2.1).</summary>
/// <remarks>
/// <code>
///  7   6   5   4   3   2   1   0
/// | packet type   | flags         |
/// | remaining length, 1 to 4 bytes, 7 bits each, low first |
/// | body                          |
/// </code>
/// </remarks>
public static class FrameReader
{
    /// <summary>Looks for one frame at the start of the input. Changes nothing unless the frame is whole.</summary>
    /// <param name="input">What was received and not used yet.</param>
    /// <param name="maxPacketSize">Fixed header and body together, in bytes, at most.</param>
    /// <param name="frame">The frame when the answer is <see cref="FrameStatus.Complete"/>.</param>
    public static FrameStatus TryRead(ReadOnlySpan<byte> input, int maxPacketSize, out Frame frame)
    {
        frame = default;
        var status = TryReadHeader(input, maxPacketSize, out int headerLength, out int length);
        if (status != FrameStatus.Complete)
        {
            return status;
        }

        if (input.Length < length)
        {
            return FrameStatus.Incomplete;
        }

        frame = new Frame(input[0], input[headerLength..length], length);
        return FrameStatus.Complete;
    }

    /// <summary>Reads the fixed header alone, to know early how large a buffer the frame needs.</summary>
    /// <param name="input">What was received and not used yet.</param>
    /// <param name="maxPacketSize">Fixed header and body together, in bytes, at most.</param>
    /// <param name="headerLength">Bytes of the fixed header.</param>
    /// <param name="length">Bytes of the whole frame, when the header is complete and within the limit.</param>
    public static FrameStatus TryReadHeader(
        ReadOnlySpan<byte> input, int maxPacketSize, out int headerLength, out int length)
    {
        headerLength = 0;
        length = 0;
        if (input.IsEmpty)
        {
            return FrameStatus.Incomplete;
        }

        if (!FlagsAllowed(input[0]))
        {
            return FrameStatus.Malformed;
        }

        var status = VariableInteger.TryRead(input[1..], out uint remaining, out int lengthBytes);
        if (status != FrameStatus.Complete)
        {
            return status;
        }

        headerLength = 1 + lengthBytes;
        length = headerLength + (int)remaining;
        return length <= maxPacketSize ? FrameStatus.Complete : FrameStatus.TooLarge;
    }

    // [MQTT-2.1.3-1]; QoS 3 and a DUP flag on QoS 0 [MQTT-3.3.1-2, MQTT-3.3.1-4].
    private static bool FlagsAllowed(byte first) => (PacketType)(first >> 4) switch
    {
        0 => false,
        PacketType.Publish => (first & 0x06) != 0x06 && (first & 0x0E) != 0x08,
        PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe => (first & 0x0F) == 0x02,
        _ => (first & 0x0F) == 0,
    };
}
