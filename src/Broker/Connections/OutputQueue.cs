using System.Buffers;

namespace Garita.Broker.Connections;

/// <summary>
/// Frames that wait for the transport, in one rented buffer that exists only while it is not empty. A field of the
/// connection, guarded by the connection's output lock; the buffer is owned here until <see cref="Take"/> hands it on.
/// </summary>
internal struct OutputQueue
{
    private const int SmallestBuffer = 512;

    private byte[]? _buffer;

    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    /// <summary>Room for one frame of exactly this size; the caller fills all of it.</summary>
    public Span<byte> Append(int size, ArrayPool<byte> pool)
    {
        int needed = Length + size;
        if (_buffer is null)
        {
            _buffer = pool.Rent(Math.Max(SmallestBuffer, size));
        }
        else if (needed > _buffer.Length)
        {
            byte[] larger = pool.Rent(Math.Max(needed, _buffer.Length * 2));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            pool.Return(_buffer);
            _buffer = larger;
        }

        Span<byte> room = _buffer.AsSpan(Length, size);
        Length = needed;
        return room;
    }

    public OutputBuffer Take(ArrayPool<byte> pool)
    {
        OutputBuffer taken = new(_buffer!, Length, pool);
        _buffer = null;
        Length = 0;
        return taken;
    }

    public void Discard(ArrayPool<byte> pool)
    {
        if (_buffer is not null)
        {
            pool.Return(_buffer);
            _buffer = null;
            Length = 0;
        }
    }
}
