using System.Buffers;
using System.Collections.Concurrent;

namespace Garita.Broker.Tests.Harness;

/// <summary>A pool that knows what is out, and refuses what it did not give or got back before.</summary>
public sealed class CountingPool : ArrayPool<byte>
{
    private readonly ConcurrentDictionary<byte[], bool> _out = new(ReferenceEqualityComparer.Instance);

    public int Outstanding => _out.Count;

    public override byte[] Rent(int minimumLength)
    {
        byte[] array = new byte[Math.Max(16, minimumLength)];
        _out[array] = true;
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        if (!_out.TryRemove(array, out _))
        {
            throw new InvalidOperationException("A buffer came back that is not out.");
        }

        Array.Fill(array, (byte)0xEE); // Whoever reads on after returning reads this.
    }
}
