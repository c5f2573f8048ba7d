using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Garita.Firmware.Cbor;

/// <summary>
/// Reads deterministically encoded CBOR (RFC 8949 4.2.1) and nothing else: shortest heads, definite lengths, map keys
/// in ascending order and each once, valid UTF-8. Never throws and allocates nothing but the strings asked for. A read
/// that fails leaves the position where it was; an item of another kind is a failed read.
/// </summary>
/// <remarks>
/// <code>
///   7 6 5   4 3 2 1 0
/// | major | short    |  0..23: the argument itself; 24, 25, 26, 27: it follows in 1, 2, 4, 8 bytes; 28..31: refused
/// | argument, big endian |
/// | content of byte and text strings |
/// </code>
/// </remarks>
/// <param name="input">One item, or a part of one whose head the caller has read.</param>
public ref struct StrictCborReader(ReadOnlySpan<byte> input)
{
    /// <summary>Arrays, maps and tags around an item, at most, where <see cref="TrySkip(out ReadOnlySpan{byte})"/>
    /// goes through it. The formats here nest five deep; sixteen keeps the stack small.</summary>
    public const int MaxDepth = 16;

    private const int MajorUnsigned = 0;
    private const int MajorNegative = 1;
    private const int MajorBytes = 2;
    private const int MajorText = 3;
    private const int MajorArray = 4;
    private const int MajorMap = 5;
    private const int MajorTag = 6;
    private const byte False = 0xF4;
    private const byte True = 0xF5;
    private const byte Null = 0xF6;

    private readonly ReadOnlySpan<byte> _input = input;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whether every byte has been read: what follows an item is as much a fault as what it lacks.</summary>
    public readonly bool AtEnd => Position == _input.Length;

    /// <summary>What comes next, judged by its first byte.</summary>
    public readonly CborKind Next => AtEnd ? CborKind.None : _input[Position] switch
    {
        False or True => CborKind.Boolean,
        Null => CborKind.Null,
        >= 0xE0 => CborKind.None,
        byte first => CborKind.Unsigned + (first >> 5),
    };

    private readonly ReadOnlySpan<byte> Rest => _input[Position..];

    /// <summary>Reads an unsigned integer.</summary>
    public bool TryReadUnsigned(out ulong value) => TryReadHead(MajorUnsigned, out value);

    /// <summary>Reads an unsigned integer of at most 31 bits.</summary>
    public bool TryReadInt32(out int value)
    {
        int start = Position;
        bool read = TryReadHead(MajorUnsigned, out ulong wide) && wide <= int.MaxValue;
        value = read ? (int)wide : 0;
        Position = read ? Position : start;
        return read;
    }

    /// <summary>Reads an unsigned or negative integer that a 64-bit signed one can hold.</summary>
    public bool TryReadInteger(out long value)
    {
        int start = Position;
        bool negative = Next == CborKind.Negative;
        bool read = TryReadHead(negative ? MajorNegative : MajorUnsigned, out ulong wide) && wide <= long.MaxValue;
        value = read ? (negative ? -1 - (long)wide : (long)wide) : 0;
        Position = read ? Position : start;
        return read;
    }

    /// <summary>Reads a byte string.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> value) => TryReadString(MajorBytes, out value);

    /// <summary>Reads a text string as its UTF-8 bytes.</summary>
    public bool TryReadUtf8(out ReadOnlySpan<byte> value)
    {
        int start = Position;
        bool read = TryReadString(MajorText, out value) && Utf8.IsValid(value);
        Position = read ? Position : start;
        return read;
    }

    /// <summary>Reads a text string.</summary>
    public bool TryReadText(out string value)
    {
        bool read = TryReadUtf8(out ReadOnlySpan<byte> utf8);
        value = read ? Encoding.UTF8.GetString(utf8) : string.Empty;
        return read;
    }

    /// <summary>Reads the head of an array.</summary>
    /// <param name="count">Its items. Never more than there are bytes left.</param>
    public bool TryReadArray(out int count) => TryReadCount(MajorArray, bytesEach: 1, out count);

    /// <summary>Reads the head of a map.</summary>
    /// <param name="count">Its pairs. Never more than half the bytes left.</param>
    public bool TryReadMap(out int count) => TryReadCount(MajorMap, bytesEach: 2, out count);

    /// <summary>Reads a tag's number; the tagged item follows.</summary>
    public bool TryReadTag(out ulong number) => TryReadHead(MajorTag, out number);

    /// <summary>Reads true or false.</summary>
    public bool TryReadBoolean(out bool value)
    {
        bool read = Next == CborKind.Boolean;
        value = read && _input[Position] == True;
        Position += read ? 1 : 0;
        return read;
    }

    /// <summary>Reads null.</summary>
    public bool TryReadNull()
    {
        bool read = Next == CborKind.Null;
        Position += read ? 1 : 0;
        return read;
    }

    /// <summary>
    /// Reads a map's next key as it is encoded, whatever it is, and holds it against the one before: keys ascend
    /// bytewise (RFC 8949 4.2.1), so that none comes twice.
    /// </summary>
    /// <param name="previous">The key before, empty before the first; becomes this key.</param>
    /// <param name="key">The key, for a reader of its own.</param>
    public bool TryReadKey(scoped ref ReadOnlySpan<byte> previous, out ReadOnlySpan<byte> key)
    {
        int start = Position;
        bool read = TrySkip(out ReadOnlySpan<byte> item)
            && (previous.IsEmpty || previous.SequenceCompareTo(item) < 0);
        previous = read ? item : previous;
        key = read ? item : default;
        Position = read ? Position : start;
        return read;
    }

    /// <summary>Reads a map's next key, an integer, as <see cref="TryReadKey"/> does.</summary>
    public bool TryReadIntegerKey(scoped ref ReadOnlySpan<byte> previous, out long key)
    {
        key = 0;
        int start = Position;
        ReadOnlySpan<byte> last = previous;
        bool read = TryReadKey(ref last, out ReadOnlySpan<byte> encoded)
            && new StrictCborReader(encoded).TryReadInteger(out key);
        previous = read ? last : previous;
        Position = read ? Position : start;
        return read;
    }

    /// <summary>Goes past one item with all it contains, as strictly as reading it would be.</summary>
    /// <param name="item">The item as it is encoded.</param>
    public bool TrySkip(out ReadOnlySpan<byte> item)
    {
        int start = Position;
        bool read = TrySkip(MaxDepth);
        item = read ? _input[start..Position] : default;
        Position = read ? Position : start;
        return read;
    }

    private bool TrySkip(int depth) => depth > 0 && Next switch
    {
        CborKind.None => false,
        CborKind.Unsigned => TryReadHead(MajorUnsigned, out _),
        CborKind.Negative => TryReadHead(MajorNegative, out _),
        CborKind.Bytes => TryReadBytes(out _),
        CborKind.Text => TryReadUtf8(out _),
        CborKind.Array => TrySkipArray(depth - 1),
        CborKind.Map => TrySkipMap(depth - 1),
        CborKind.Tag => TryReadTag(out _) && TrySkip(depth - 1),
        CborKind.Boolean => TryReadBoolean(out _),
        CborKind.Null => TryReadNull(),
    };

    private bool TrySkipArray(int depth)
    {
        bool read = TryReadArray(out int count);
        for (int i = 0; read && i < count; i++)
        {
            read = TrySkip(depth);
        }

        return read;
    }

    private bool TrySkipMap(int depth)
    {
        bool read = TryReadMap(out int count);
        ReadOnlySpan<byte> previous = default;
        for (int i = 0; read && i < count; i++)
        {
            int start = Position;
            read = TrySkip(depth);
            ReadOnlySpan<byte> key = _input[start..Position];
            read = read && previous.SequenceCompareTo(key) < 0 && TrySkip(depth);
            previous = key;
        }

        return read;
    }

    private bool TryReadCount(int major, int bytesEach, out int count)
    {
        int start = Position;
        bool read = TryReadHead(major, out ulong wide) && wide <= (ulong)(Rest.Length / bytesEach);
        count = read ? (int)wide : 0;
        Position = read ? Position : start;
        return read;
    }

    private bool TryReadString(int major, out ReadOnlySpan<byte> value)
    {
        int start = Position;
        bool read = TryReadHead(major, out ulong length) && length <= (ulong)Rest.Length;
        value = read ? Rest[..(int)length] : default;
        Position = read ? Position + value.Length : start;
        return read;
    }

    private bool TryReadHead(int major, out ulong argument)
    {
        argument = 0;
        ReadOnlySpan<byte> rest = Rest;
        if (rest.IsEmpty || rest[0] >> 5 != major)
        {
            return false;
        }

        int shortForm = rest[0] & 0x1F;
        int following = shortForm < 24 ? 0 : 1 << (shortForm - 24);
        if (shortForm > 27 || rest.Length <= following)
        {
            return false;
        }

        argument = following switch
        {
            0 => (ulong)shortForm,
            1 => rest[1],
            2 => BinaryPrimitives.ReadUInt16BigEndian(rest[1..]),
            4 => BinaryPrimitives.ReadUInt32BigEndian(rest[1..]),
            _ => BinaryPrimitives.ReadUInt64BigEndian(rest[1..]),
        };

        // RFC 8949 4.2.1: the shortest of the forms that hold the argument.
        bool shortest = following switch
        {
            0 => true,
            1 => argument >= 24,
            _ => argument >> (4 * following) != 0,
        };
        Position += shortest ? 1 + following : 0;
        argument = shortest ? argument : 0;
        return shortest;
    }
}
