using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Garita.Mqtt.Topics;

namespace Garita.Mqtt.Wire;

/// <summary>Reads the data types of MQTT 5, 1.5 from a body. A failed read leaves the position where it was.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> _input = input;

    public int Position { get; private set; }

    public readonly ReadOnlySpan<byte> Rest => _input[Position..];

    public readonly bool AtEnd => Position == _input.Length;

    public bool TryReadByte(out byte value)
    {
        value = 0;
        if (AtEnd)
        {
            return false;
        }

        value = _input[Position++];
        return true;
    }

    public bool TryReadUInt16(out ushort value)
    {
        bool read = BinaryPrimitives.TryReadUInt16BigEndian(Rest, out value);
        Position += read ? 2 : 0;
        return read;
    }

    public bool TryReadUInt32(out uint value)
    {
        bool read = BinaryPrimitives.TryReadUInt32BigEndian(Rest, out value);
        Position += read ? 4 : 0;
        return read;
    }

    public bool TryReadVariable(out uint value)
    {
        bool read = VariableInteger.TryRead(Rest, out value, out int length) == FrameStatus.Complete;
        Position += read ? length : 0;
        return read;
    }

    public bool TryReadSpan(int length, out ReadOnlySpan<byte> value)
    {
        bool read = length <= _input.Length - Position;
        value = read ? _input.Slice(Position, length) : default;
        Position += read ? length : 0;
        return read;
    }

    /// <summary>Two bytes of length, then as many bytes.</summary>
    public bool TryReadBinary(out ReadOnlySpan<byte> value)
    {
        value = default;
        var rest = Rest;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(rest, out ushort length) || length > rest.Length - 2)
        {
            return false;
        }

        value = rest.Slice(2, length);
        Position += 2 + length;
        return true;
    }

    /// <summary>Binary that is well-formed UTF-8 [MQTT-1.5.4-1, MQTT-1.5.4-2].</summary>
    public bool TryReadUtf8(out ReadOnlySpan<byte> value) => TryReadBinary(out value) && Utf8Text.IsWellFormed(value);

    public bool TryReadText([NotNullWhen(true)] out string? value)
    {
        bool read = TryReadUtf8(out var utf8);
        value = read ? Encoding.UTF8.GetString(utf8) : null;
        return read;
    }

    /// <summary>A packet identifier, which is never 0 [MQTT-2.2.1-3].</summary>
    public PacketStatus ReadPacketId(out ushort id)
    {
        if (!TryReadUInt16(out id))
        {
            return PacketStatus.Malformed;
        }

        return id == 0 ? PacketStatus.ProtocolError : PacketStatus.Ok;
    }

    /// <summary>A property length and that many bytes (MQTT 5, 2.2.2.1), not looked into.</summary>
    public bool TryReadPropertyBytes(out ReadOnlySpan<byte> properties)
    {
        properties = default;
        return TryReadVariable(out uint length) && TryReadSpan((int)length, out properties);
    }
}
