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
    private static readonly ushort[] AllowedFlags =
    [
        0x0000, 0x0001, 0x0001, 0x3C3F, 0x0001, 0x0001, 0x0004, 0x0001,
        0x0004, 0x0001, 0x0004, 0x0001, 0x0001, 0x0001, 0x0001, 0x0001,
    ];

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

    // One bit for each value of the low nibble, by packet type [MQTT-2.1.3-1]. PUBLISH has every one but QoS 3
    // [MQTT-3.3.1-4] and DUP with QoS 0 [MQTT-3.3.1-2].
    private static bool FlagsAllowed(byte first) => ((AllowedFlags[first >> 4] >> (first & 0x0F)) & 1) != 0;
}
