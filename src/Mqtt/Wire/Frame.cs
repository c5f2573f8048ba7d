using Garita.Mqtt.Packets;

namespace Garita.Mqtt.Wire;

/// <summary>One whole packet in somebody's buffer: valid as long as that buffer is.</summary>
public readonly ref struct Frame
{
    internal Frame(byte first, ReadOnlySpan<byte> body, int length)
    {
        Type = (PacketType)(first >> 4);
        Flags = (byte)(first & 0x0F);
        Body = body;
        Length = length;
    }

    /// <summary>Which packet it claims to be.</summary>
    public PacketType Type { get; }

    /// <summary>The low nibble of the first byte; already checked against the type.</summary>
    public byte Flags { get; }

    /// <summary>Everything after the fixed header.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Bytes to advance by: fixed header and body.</summary>
    public int Length { get; }
}
