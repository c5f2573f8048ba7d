using System.Buffers;

namespace Garita.Server.Tests.Listeners;

/// <summary>Counts what was rented and not returned, and fails on a second return.</summary>
public sealed class CountingPool : ArrayPool<byte>
{
    private readonly HashSet<byte[]> _out = new(ReferenceEqualityComparer.Instance);

    public int Rented { get; private set; }

    public int Outstanding
    {
        get
        {
            lock (_out)
            {
                return _out.Count;
            }
        }
    }

    public override byte[] Rent(int minimumLength)
    {
        byte[] array = new byte[minimumLength];
        lock (_out)
        {
            _out.Add(array);
            Rented++;
        }

        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        lock (_out)
        {
            if (!_out.Remove(array))
            {
                throw new InvalidOperationException("returned twice, or not rented here");
            }
        }

        // Whoever still reads it sees nonsense.
        Array.Fill(array, (byte)0xFF);
    }
}
