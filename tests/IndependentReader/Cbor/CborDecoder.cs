using System.Buffers.Binary;
using System.Text;

namespace Garita.IndependentReader.Cbor;

/// <summary>
/// Reads core deterministic encoding (RFC 8949 section 4.2.1) and nothing else: shortest heads, no indefinite lengths,
/// map keys in bytewise order and each only once. No floating point, which no format here uses.
/// </summary>
public static class CborDecoder
{
    private const int Depth = 32;
    private const byte Indefinite = 31;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>One item that takes all of the bytes.</summary>
    public static CborItem Decode(ReadOnlyMemory<byte> bytes)
    {
        CborItem item = Read(bytes, Depth);
        return item.Encoded.Length == bytes.Length
            ? item
            : throw new UnreadableException($"{bytes.Length - item.Encoded.Length} bytes after the item");
    }

    private static CborItem Read(ReadOnlyMemory<byte> bytes, int depth)
    {
        if (depth == 0)
        {
            throw new UnreadableException("nested too deeply");
        }

        (CborKind kind, ulong argument, int head) = ReadHead(bytes.Span);
        return kind switch
        {
            CborKind.Unsigned or CborKind.Negative or CborKind.Simple =>
                new(kind, argument, bytes[..head], default, []),
            CborKind.Bytes or CborKind.Text => ReadString(kind, argument, head, bytes),
            CborKind.Array => ReadItems(kind, argument, head, bytes, argument, depth),
            CborKind.Tag => ReadItems(kind, argument, head, bytes, 1, depth),
            CborKind.Map => InOrder(ReadItems(kind, argument, head, bytes, 2 * (UInt128)argument, depth)),
        };
    }

    private static (CborKind Kind, ulong Argument, int Length) ReadHead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new UnreadableException("an item is missing");
        }

        var kind = (CborKind)(bytes[0] >> 5);
        int info = bytes[0] & 0x1F;
        if (info < 24)
        {
            return (kind, (ulong)info, 1);
        }

        if (info > 27)
        {
            throw new UnreadableException(info == Indefinite ? "indefinite length" : $"additional information {info}");
        }

        if (kind == CborKind.Simple)
        {
            throw new UnreadableException("a floating-point number or a simple value that nobody assigned");
        }

        int width = 1 << (info - 24);
        if (bytes.Length < 1 + width)
        {
            throw new UnreadableException("a head is cut short");
        }

        ReadOnlySpan<byte> tail = bytes.Slice(1, width);
        (ulong argument, ulong least) = width switch
        {
            1 => (tail[0], 24UL),
            2 => (BinaryPrimitives.ReadUInt16BigEndian(tail), 1UL << 8),
            4 => (BinaryPrimitives.ReadUInt32BigEndian(tail), 1UL << 16),
            _ => (BinaryPrimitives.ReadUInt64BigEndian(tail), 1UL << 32),
        };
        return argument >= least
            ? (kind, argument, 1 + width)
            : throw new UnreadableException("a head that is longer than need be");
    }

    private static CborItem ReadString(CborKind kind, ulong length, int head, ReadOnlyMemory<byte> bytes)
    {
        if (length > (ulong)(bytes.Length - head))
        {
            throw new UnreadableException($"a string of {length} bytes is cut short");
        }

        ReadOnlyMemory<byte> content = bytes.Slice(head, (int)length);
        if (kind == CborKind.Text)
        {
            try
            {
                s_utf8.GetCharCount(content.Span);
            }
            catch (DecoderFallbackException)
            {
                throw new UnreadableException("text that is not UTF-8");
            }
        }

        return new(kind, length, bytes[..(head + (int)length)], content, []);
    }

    private static CborItem ReadItems(
        CborKind kind, ulong argument, int head, ReadOnlyMemory<byte> bytes, UInt128 count, int depth)
    {
        // Each item takes at least a byte, so a count beyond that is a lie and nothing is allocated for it.
        if (count > (UInt128)(bytes.Length - head))
        {
            throw new UnreadableException($"{count} items in {bytes.Length - head} bytes");
        }

        List<CborItem> items = [];
        int at = head;
        while ((UInt128)items.Count < count)
        {
            items.Add(Read(bytes[at..], depth - 1));
            at += items[^1].Encoded.Length;
        }

        return new(kind, argument, bytes[..at], default, items);
    }

    private static CborItem InOrder(CborItem map)
    {
        ReadOnlyMemory<byte>? before = null;
        foreach ((CborItem key, _) in map.AsMap())
        {
            if (before is { } last && last.Span.SequenceCompareTo(key.Encoded.Span) >= 0)
            {
                throw new UnreadableException("map keys repeat or are out of order");
            }

            before = key.Encoded;
        }

        return map;
    }
}
