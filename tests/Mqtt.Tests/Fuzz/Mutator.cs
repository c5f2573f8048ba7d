namespace Garita.Mqtt.Tests.Fuzz;

/// <summary>Changes inputs in the ways that break parsers, repeatably from a seed.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private const int MostBytes = 4096;

    private static readonly byte[] Telling =
        [0x00, 0x01, 0x7F, 0x80, 0xC0, 0xED, 0xFF, 0x26, 0x0B, (byte)'+', (byte)'#'];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        List<byte> bytes = [.. corpus[_random.Next(corpus.Count)]];
        for (int steps = _random.Next(1, 6); steps > 0; steps--)
        {
            Change(bytes);
        }

        if (_random.Next(3) > 0)
        {
            MendLength(bytes);
        }

        return [.. bytes.Take(MostBytes)];
    }

    private void Change(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        int count = Math.Min(_random.Next(1, 8), bytes.Count - at);
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2 when at < bytes.Count:
                bytes[at] = Telling[_random.Next(Telling.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, count);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 5:
                bytes.Insert(at, Telling[_random.Next(Telling.Length)]);
                break;
            default:
                Splice(bytes, at);
                break;
        }
    }

    private void Splice(List<byte> bytes, int at)
    {
        byte[] other = corpus[_random.Next(corpus.Count)];
        int from = _random.Next(other.Length + 1);
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other[from..]);
    }

    // Without this nearly every mutant would stop at the fixed header.
    private static void MendLength(List<byte> bytes)
    {
        if (bytes.Count < 2)
        {
            return;
        }

        int body = bytes.Count - 2;
        bytes[1] = (byte)(body & 0x7F);
        if (body > 0x7F)
        {
            bytes[1] |= 0x80;
            bytes.Insert(2, (byte)(body >> 7));
        }
    }
}
