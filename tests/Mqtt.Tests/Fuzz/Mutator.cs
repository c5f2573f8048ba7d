using Garita.TestKit;

namespace Garita.Mqtt.Tests.Fuzz;

/// <summary>
/// Mutants of MQTT packets: most have a remaining length that fits, without which nearly all would stop at the fixed
/// header.
/// </summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private readonly ByteMutator _bytes = new(seed, corpus);
    private int _count;

    public byte[] Next() => ++_count % 3 > 0 ? WithLengthMended([.. _bytes.Next()]) : _bytes.Next();

    private static byte[] WithLengthMended(List<byte> bytes)
    {
        if (bytes.Count >= 2)
        {
            int body = bytes.Count - 2;
            bytes[1] = (byte)(body & 0x7F);
            if (body > 0x7F)
            {
                bytes[1] |= 0x80;
                bytes.Insert(2, (byte)(body >> 7));
            }
        }

        return [.. bytes];
    }
}
