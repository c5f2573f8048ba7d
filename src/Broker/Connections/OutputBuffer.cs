using System.Buffers;

namespace Garita.Broker.Connections;

/// <summary>
/// Whole frames to write, in a rented buffer. The taker owns it and returns it once, after the write.
/// </summary>
public readonly struct OutputBuffer
{
    private readonly byte[] _array;
    private readonly int _length;
    private readonly ArrayPool<byte> _pool;

    internal OutputBuffer(byte[] array, int length, ArrayPool<byte> pool)
    {
        _array = array;
        _length = length;
        _pool = pool;
    }

    /// <summary>The bytes to write, in order.</summary>
    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

    /// <summary>Gives the buffer back to its pool. <see cref="Memory"/> must not be read afterwards.</summary>
    public void Return() => _pool.Return(_array);
}
