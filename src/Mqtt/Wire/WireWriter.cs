using System.Buffers.Binary;
using System.Text;

namespace Garita.Mqtt.Wire;

/// <summary>
/// Writes the data types of MQTT 5, 1.5, or only counts their bytes: one description of a packet serves both, so a
/// computed size cannot differ from what is written.
/// </summary>
internal ref struct WireWriter
{
    private readonly Span<byte> _destination;
    private readonly bool _counting;

    public WireWriter(Span<byte> destination) => _destination = destination;

    private WireWriter(bool counting) => _counting = counting;

    public static WireWriter Counter => new(counting: true);

    public int Position { get; private set; }

    public void Byte(byte value)
    {
        if (!_counting)
        {
            _destination[Position] = value;
        }

        Position++;
    }

    public void UInt16(ushort value)
    {
        if (!_counting)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_destination[Position..], value);
        }

        Position += 2;
    }

    public void UInt32(uint value)
    {
        if (!_counting)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_destination[Position..], value);
        }

        Position += 4;
    }

    /// <exception cref="ArgumentOutOfRangeException">Above 268,435,455.</exception>
    public void Variable(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (uint)PacketLimits.MaxRemainingLength);
        Position += _counting ? VariableInteger.Measure(value) : VariableInteger.Write(value, _destination[Position..]);
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        if (!_counting)
        {
            value.CopyTo(_destination[Position..]);
        }

        Position += value.Length;
    }

    /// <exception cref="ArgumentOutOfRangeException">Longer than 65,535 bytes.</exception>
    public void Binary(ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, PacketLimits.MaxFieldLength);
        UInt16((ushort)value.Length);
        Raw(value);
    }

    /// <exception cref="ArgumentException">The text holds U+0000, or is longer than 65,535 bytes.</exception>
    public void Text(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A string on the wire cannot hold U+0000.", nameof(value));
        }

        int length = Encoding.UTF8.GetByteCount(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, PacketLimits.MaxFieldLength, nameof(value));
        UInt16((ushort)length);
        if (!_counting)
        {
            Encoding.UTF8.GetBytes(value, _destination[Position..]);
        }

        Position += length;
    }
}
