namespace Garita.TestKit;

/// <summary>Changes inputs in the ways that break parsers, repeatably from a seed.</summary>
public sealed class ByteMutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private const int MostBytes = 16 * 1024;

    // Edges of bytes and UTF-8; what parts notes and topics; heads of CBOR that are longer, larger, endless, or nil.
    private static readonly byte[] s_telling =
    [
        0x00, 0x01, 0x7F, 0x80, 0xC0, 0xED, 0xFF,
        (byte)'\n', (byte)' ', (byte)'#', (byte)'0', (byte)'=', (byte)'+', (byte)'-', 0x0B, 0x26,
        0x18, 0x1B, 0x3B, 0x58, 0x5B, 0x5F, 0x9B, 0x9F, 0xA0, 0xBB, 0xBF, 0xF6,
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next mutant: an input with one to five changes.</summary>
    public byte[] Next()
    {
        List<byte> bytes = [.. corpus[_random.Next(corpus.Count)]];
        for (int steps = _random.Next(1, 6); steps > 0; steps--)
        {
            Change(bytes);
        }

        return [.. bytes.Take(MostBytes)];
    }

    private void Change(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        int count = Math.Min(_random.Next(1, 40), bytes.Count - at);
        switch (_random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2 when at < bytes.Count:
                bytes[at] = s_telling[_random.Next(s_telling.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, count);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 5:
                bytes.Insert(at, s_telling[_random.Next(s_telling.Length)]);
                break;
            case 6 when at < bytes.Count && char.IsAsciiDigit((char)bytes[at]):
                bytes[at] = (byte)_random.Next('0', '9' + 1);
                break;
            default:
                Splice(bytes, at);
                break;
        }
    }

    private void Splice(List<byte> bytes, int at)
    {
        byte[] other = corpus[_random.Next(corpus.Count)];
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other[_random.Next(other.Length + 1)..]);
    }
}
