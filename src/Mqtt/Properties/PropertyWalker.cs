using System.Buffers.Binary;
using System.Text;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Properties;

/// <summary>Walks the properties of a block that <see cref="PropertyBlock"/> has accepted.</summary>
internal ref struct PropertyWalker(ReadOnlySpan<byte> block)
{
    private readonly ReadOnlySpan<byte> _block = block;
    private int _next;

    public Property Current { get; private set; }

    public readonly PropertyWalker GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _block.Length)
        {
            return false;
        }

        var value = _block[(_next + 1)..];
        int length = MeasureValue(PropertyBlock.KindOf(_block[_next]), value);
        Current = new Property((PropertyId)_block[_next], value[..length], _block.Slice(_next, length + 1));
        _next += length + 1;
        return true;
    }

    public static UserProperty UserPropertyOf(ReadOnlySpan<byte> value)
    {
        int name = BinaryPrimitives.ReadUInt16BigEndian(value);
        return new UserProperty(
            Encoding.UTF8.GetString(value.Slice(2, name)), Encoding.UTF8.GetString(value[(4 + name)..]));
    }

    private static int MeasureValue(byte kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case 2:
                return 2;
            case 4:
                return 4;
            case 5:
                VariableInteger.TryRead(value, out _, out int length);
                return length;
            case 6 or 7:
                return 2 + BinaryPrimitives.ReadUInt16BigEndian(value);
            case 8:
                int name = 2 + BinaryPrimitives.ReadUInt16BigEndian(value);
                return name + 2 + BinaryPrimitives.ReadUInt16BigEndian(value[name..]);
            default:
                return 1;
        }
    }

    /// <summary>One property.</summary>
    internal readonly ref struct Property(PropertyId id, ReadOnlySpan<byte> value, ReadOnlySpan<byte> whole)
    {
        public PropertyId Id { get; } = id;

        public ReadOnlySpan<byte> Value { get; } = value;

        public ReadOnlySpan<byte> Whole { get; } = whole;
    }
}
