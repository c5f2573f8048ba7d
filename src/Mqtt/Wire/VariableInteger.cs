namespace Garita.Mqtt.Wire;

/// <summary>
/// The variable byte integer (MQTT 5, 1.5.5): 7 bits a byte, low first, at most four bytes, shortest form.
/// </summary>
internal static class VariableInteger
{
    public static FrameStatus TryRead(ReadOnlySpan<byte> input, out uint value, out int length)
    {
        value = 0;
        for (length = 0; length < 4; length++)
        {
            if (length == input.Length)
            {
                return FrameStatus.Incomplete;
            }

            byte next = input[length];
            value |= (uint)(next & 0x7F) << (7 * length);
            if (next < 0x80)
            {
                // [MQTT-1.5.5-1]: a last byte of zero is a longer form than needed.
                bool shortest = next != 0 || length == 0;
                length++;
                return shortest ? FrameStatus.Complete : FrameStatus.Malformed;
            }
        }

        return FrameStatus.Malformed;
    }

    public static int Measure(uint value) => value switch
    {
        < 1u << 7 => 1,
        < 1u << 14 => 2,
        < 1u << 21 => 3,
        _ => 4,
    };

    public static int Write(uint value, Span<byte> destination)
    {
        int length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }
}
