using Garita.IndependentReader;
using Garita.IndependentReader.Cbor;

namespace Garita.Firmware.Tests.Attacks;

/// <summary>
/// Every change to every item of a CBOR structure that a parser may trip over, also inside byte strings that hold CBOR.
/// What lies around the changed item is written anew, so that the change and nothing else is wrong.
/// </summary>
public static class CborMutations
{
    private static readonly ulong[] s_lengths =
        [int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue];

    // Stands for any item: null, false, numbers of both signs, empty strings and collections, a tag, floats, undefined.
    private static readonly string[] s_strangers =
        ["f6", "f4", "00", "20", "1bffffffffffffffff", "3bffffffffffffffff", "40", "60", "80", "a0", "c000",
            "f93c00", "fa47c35000", "f7", "f0", "d86b40", "4100", "6161", "8100", "a10000"];

    /// <summary>All mutants of the one item that the bytes are.</summary>
    public static IEnumerable<CborMutant> Of(ReadOnlyMemory<byte> bytes) => Of(CborDecoder.Decode(bytes), "$");

    private static IEnumerable<CborMutant> Of(CborItem item, string place) =>
    [
        .. Heads(item, place), .. Replaced(item, place), .. Collections(item, place), .. Bombs(item, place),
        .. Inside(item, place),
    ];

    private static IEnumerable<CborMutant> Inside(CborItem item, string place)
    {
        for (int at = 0; at < item.Items.Count; at++)
        {
            foreach (CborMutant child in Of(item.Items[at], $"{place}.{at}"))
            {
                yield return child with { Bytes = Join(item, at, child.Bytes) };
            }
        }

        if (item.Kind == CborKind.Bytes && Embedded(item) is { } embedded)
        {
            foreach (CborMutant child in Of(embedded, place + "<<>>"))
            {
                yield return child with { Bytes = CborWriting.Bytes(child.Bytes) };
            }

            yield return new($"a byte behind {place}<<>>", CborWriting.Bytes([.. item.Content.Span, 0]), true);
            yield return new($"a byte less in {place}<<>>", CborWriting.Bytes(item.Content.Span[..^1]), true);
        }
    }

    // RFC 8949 4.2.1: only the shortest head, and no indefinite length.
    private static IEnumerable<CborMutant> Heads(CborItem item, string place)
    {
        byte[] shortest = CborWriting.Head(item.Kind, item.Argument);
        ReadOnlyMemory<byte> rest = item.Encoded[shortest.Length..];
        byte major = (byte)((int)item.Kind << 5);
        for (int width = 1; width <= 8 && item.Kind != CborKind.Simple; width *= 2)
        {
            byte[] head = [(byte)(major | (24 + int.Log2(width))), .. BigEndian(item.Argument, width)];
            if (head.Length > shortest.Length)
            {
                yield return new($"head of {width} bytes at {place}", [.. head, .. rest.Span], true);
            }
        }

        if (item.Kind is CborKind.Bytes or CborKind.Text)
        {
            yield return new($"chunks at {place}", [(byte)(major | 31), .. item.Encoded.Span, 0xFF], true);
        }
        else if (item.Kind is CborKind.Array or CborKind.Map)
        {
            yield return new($"no length at {place}", [(byte)(major | 31), .. rest.Span, 0xFF], true);
        }

        for (int info = 28; info < 31; info++)
        {
            yield return new($"reserved {info} at {place}", [(byte)(major | info), .. rest.Span], true);
        }
    }

    private static IEnumerable<CborMutant> Replaced(CborItem item, string place)
    {
        foreach (string stranger in s_strangers)
        {
            byte[] bytes = Convert.FromHexString(stranger);
            if (!item.Encoded.Span.SequenceEqual(bytes))
            {
                yield return new($"{stranger} at {place}", bytes, false);
            }
        }

        yield return new($"nothing at {place}", [], false);
        yield return new($"twice at {place}", [.. item.Encoded.Span, .. item.Encoded.Span], false);
        yield return new($"tagged at {place}", [0xC6, .. item.Encoded.Span], false);
        if (item.Kind is CborKind.Unsigned or CborKind.Negative)
        {
            yield return new($"one more at {place}", CborWriting.Head(item.Kind, unchecked(item.Argument + 1)), false);
            yield return new($"one less at {place}", CborWriting.Head(item.Kind, unchecked(item.Argument - 1)), false);
            yield return new($"other sign at {place}", CborWriting.Head(1 - item.Kind, item.Argument), false);
        }
        else if (item.Kind is CborKind.Bytes or CborKind.Text && item.Argument > 0)
        {
            byte[] cut = [.. CborWriting.Head(item.Kind, item.Argument - 1), .. item.Content.Span[..^1]];
            yield return new($"cut at {place}", cut, false);
            byte[] grown = [.. CborWriting.Head(item.Kind, item.Argument + 1), .. item.Content.Span, (byte)'x'];
            yield return new($"grown at {place}", grown, false);
            byte[] flipped = [.. item.Encoded.Span];
            flipped[^1] ^= 1;
            yield return new($"flipped at {place}", flipped, false);
        }
    }

    private static IEnumerable<CborMutant> Collections(CborItem item, string place)
    {
        int unit = item.Kind == CborKind.Map ? 2 : 1;
        if (item.Kind is not (CborKind.Map or CborKind.Array) || item.Items.Count == 0)
        {
            yield break;
        }

        byte[][] parts = [.. item.Items.Select(child => child.Encoded.ToArray())];
        for (int at = 0; at < parts.Length; at += unit)
        {
            byte[][] entry = parts[at..(at + unit)];
            bool isMap = unit == 2;
            yield return Listed($"{place}.{at} left out", item, [.. parts[..at], .. parts[(at + unit)..]], false);
            yield return Listed($"{place}.{at} repeated", item, [.. parts[..at], .. entry, .. parts[at..]], isMap);
            if (at + unit < parts.Length)
            {
                byte[][] swapped =
                    [.. parts[..at], .. parts[(at + unit)..(at + (2 * unit))], .. entry, .. parts[(at + (2 * unit))..]];
                yield return Listed($"{place}.{at} behind the next", item, swapped, isMap);
            }
        }
    }

    private static IEnumerable<CborMutant> Bombs(CborItem item, string place)
    {
        foreach (ulong length in s_lengths)
        {
            foreach (CborKind kind in (CborKind[])[CborKind.Bytes, CborKind.Text, CborKind.Array, CborKind.Map])
            {
                byte[] bomb = [.. CborWriting.Head(kind, length), .. item.Encoded.Span];
                yield return new($"{kind} of {length} at {place}", bomb, true);
            }
        }

        yield return new($"deep arrays at {place}", [.. Enumerable.Repeat((byte)0x81, 5_000), 0x00], true);
        yield return new($"deep tags at {place}", [.. Enumerable.Repeat((byte)0xC6, 5_000), 0x00], true);
        byte[] maps = [.. Enumerable.Repeat<byte[]>([0xA1, 0x00], 5_000).SelectMany(map => map), 0x00];
        yield return new($"deep maps at {place}", maps, true);
    }

    private static CborMutant Listed(string what, CborItem item, byte[][] parts, bool never)
    {
        ulong count = (ulong)(item.Kind == CborKind.Map ? parts.Length / 2 : parts.Length);
        return new(what, [.. CborWriting.Head(item.Kind, count), .. parts.SelectMany(part => part)], never);
    }

    private static byte[] Join(CborItem item, int changed, byte[] bytes) =>
    [
        .. CborWriting.Head(item.Kind, item.Argument),
        .. item.Items.SelectMany((child, at) => at == changed ? bytes : child.Encoded.ToArray()),
    ];

    // Digests and ids are byte strings too; taking one for CBOR now and then would only make more mutants.
    private static CborItem? Embedded(CborItem item)
    {
        try
        {
            CborItem inner = CborDecoder.Decode(item.Content);
            return inner.Kind is CborKind.Array or CborKind.Map or CborKind.Tag ? inner : null;
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    private static byte[] BigEndian(ulong value, int width)
    {
        byte[] bytes = BitConverter.GetBytes(value);
        Array.Reverse(bytes);
        return bytes[^width..];
    }
}
