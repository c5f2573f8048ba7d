using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Sockets;

/// <summary>The receiving half of a socket, with the memory that the kernel writes to.</summary>
internal sealed unsafe class UdpReceiver : IDisposable
{
    private const int LevelIp = 0, LevelIpv6 = 41, LevelUdp = 17, DontWait = 0x40;
    private const int OptionPacketInfo = 8, PacketInfoV6 = 50, OptionJoin = 104;

    // The kernel joins up to 64 KiB of segments; each slot must hold that.
    private const int SlotBytes = 65_536, ControlBytes = 128, NameBytes = 32;

    private readonly int _file;
    private readonly int _slots;
    private readonly bool _wildcard;
    private readonly RawAddress _local;
    private readonly byte* _data;
    private readonly byte* _controls;
    private readonly byte* _names;
    private readonly LibcManyHeader* _headers;
    private readonly LibcVector* _vectors;

    /// <param name="file">The socket.</param>
    /// <param name="slots">Reads of the kernel at a time.</param>
    /// <param name="wildcard">Whether each datagram tells which of our addresses it went to.</param>
    /// <param name="local">Our address otherwise.</param>
    public UdpReceiver(int file, int slots, bool wildcard, RawAddress local)
    {
        (_file, _slots, _wildcard, _local) = (file, slots, wildcard, local);
        _data = (byte*)NativeMemory.Alloc((nuint)(SlotBytes * slots));
        _controls = (byte*)NativeMemory.AllocZeroed((nuint)(ControlBytes * slots));
        _names = (byte*)NativeMemory.AllocZeroed((nuint)(NameBytes * slots));
        _headers = (LibcManyHeader*)NativeMemory.AllocZeroed((nuint)(sizeof(LibcManyHeader) * slots));
        _vectors = (LibcVector*)NativeMemory.AllocZeroed((nuint)(sizeof(LibcVector) * slots));
    }

    /// <summary>Reads what waits, at most one call's worth, and hands over each datagram.</summary>
    public void Receive(UdpSocket.DatagramHandler handler)
    {
        for (int i = 0; i < _slots; i++)
        {
            _vectors[i] = new LibcVector { Start = _data + ((long)i * SlotBytes), Length = SlotBytes };
            _headers[i].Header = new LibcHeader
            {
                Name = _names + (i * NameBytes),
                NameLength = NameBytes,
                Vectors = _vectors + i,
                VectorCount = 1,
                Control = _controls + (i * ControlBytes),
                ControlLength = ControlBytes,
            };
        }

        int count = LibcCalls.ReceiveMany(_file, _headers, (uint)_slots, DontWait, null);
        for (int i = 0; i < count; i++)
        {
            Deliver(_headers + i, handler);
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_data);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_names);
        NativeMemory.Free(_headers);
        NativeMemory.Free(_vectors);
    }

    private void Deliver(LibcManyHeader* header, UdpSocket.DatagramHandler handler)
    {
        int total = (int)header->Length;
        int size = total;
        RawAddress remote = new(new ReadOnlySpan<byte>(header->Header.Name, (int)header->Header.NameLength));
        RawAddress local = _local;
        ReadOnlySpan<byte> controls = new(header->Header.Control, (int)header->Header.ControlLength);
        while (controls.Length >= 16)
        {
            int length = (int)BitConverter.ToUInt64(controls);
            if (length < 16 || length > controls.Length)
            {
                break;
            }

            ReadOnlySpan<byte> value = controls[16..length];
            switch (BitConverter.ToInt32(controls[8..]), BitConverter.ToInt32(controls[12..]))
            {
                case (LevelUdp, OptionJoin): size = BitConverter.ToInt32(value); break;
                case (LevelIp, OptionPacketInfo) when _wildcard: local = _local.WithIp(value.Slice(4, 4)); break;
                case (LevelIpv6, PacketInfoV6) when _wildcard: local = _local.WithIp(value[..16]); break;
            }

            controls = controls[Math.Min((length + 7) & ~7, controls.Length)..];
        }

        for (int at = 0; at < total && size > 0; at += size)
        {
            handler(new ReadOnlySpan<byte>((byte*)header->Header.Vectors->Start + at, Math.Min(size, total - at)),
                remote, local);
        }
    }
}
