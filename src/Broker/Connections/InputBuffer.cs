using System.Buffers;

namespace Garita.Broker.Connections;

/// <summary>
/// The start of a frame whose rest has not come yet, in a rented buffer that exists only while there is one. Grows with
/// what arrived, never with what was announced. Used by the receiving thread alone.
/// </summary>
internal struct InputBuffer
{
    private byte[]? _buffer;
    private int _length;

    public readonly bool IsEmpty => _length == 0;

    public readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public void Append(ReadOnlySpan<byte> received, ArrayPool<byte> pool)
    {
        int needed = _length + received.Length;
        if (_buffer is null || needed > _buffer.Length)
        {
            byte[] larger = pool.Rent(needed <= 256 ? 256 : needed + (needed / 2));
            Bytes.CopyTo(larger);
            if (_buffer is not null)
            {
                pool.Return(_buffer);
            }

            _buffer = larger;
        }

        received.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }

    /// <summary>Drops what was used from the front.</summary>
    public void Consume(int count, ArrayPool<byte> pool)
    {
        _length -= count;
        if (_length == 0)
        {
            Discard(pool);
        }
        else if (count > 0)
        {
            _buffer.AsSpan(count, _length).CopyTo(_buffer);
        }
    }

    public void Discard(ArrayPool<byte> pool)
    {
        if (_buffer is not null)
        {
            pool.Return(_buffer);
            _buffer = null;
            _length = 0;
        }
    }
}
