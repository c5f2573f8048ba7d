using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Sockets;

/// <summary>The sending half of a socket.</summary>
/// <param name="file">The socket.</param>
/// <param name="wildcard">Whether each answer names the address that it comes from.</param>
internal sealed unsafe class UdpSender(int file, bool wildcard)
{
    private const int LevelIp = 0, LevelIpv6 = 41, LevelUdp = 17, DontWait = 0x40;
    private const int OptionPacketInfo = 8, PacketInfoV6 = 50, OptionSegment = 103;
    private const int Interrupted = 4, IoError = 5, Again = 11, InvalidArgument = 22;
    private const int ControlBytes = 128;

    // Whether the kernel cuts one buffer into datagrams. It turns out when first tried.
    private bool _segments = true;

    /// <summary>Sends datagrams of one size, the last of them perhaps smaller. What the kernel refuses is lost, as
    /// datagrams may be.</summary>
    /// <param name="data">All of them, back to back.</param>
    /// <param name="size">The size of each.</param>
    /// <param name="to">Where to.</param>
    /// <param name="from">Our address; matters on wildcard sockets alone.</param>
    public void Send(ReadOnlySpan<byte> data, int size, in RawAddress to, in RawAddress from)
    {
        if (data.Length > size && !_segments)
        {
            SendEach(data, size, to, from);
            return;
        }

        int error = TrySend(data, size, to, from);
        if (data.Length > size && error is IoError or InvalidArgument)
        {
            // The network device cannot cut segments.
            _segments = false;
            SendEach(data, size, to, from);
        }
    }

    private void SendEach(ReadOnlySpan<byte> data, int size, in RawAddress to, in RawAddress from)
    {
        for (; data.Length > 0; data = data[Math.Min(size, data.Length)..])
        {
            _ = TrySend(data[..Math.Min(size, data.Length)], size, to, from);
        }
    }

    private int TrySend(ReadOnlySpan<byte> data, int size, in RawAddress to, in RawAddress from)
    {
        byte* control = stackalloc byte[ControlBytes];
        int controlLength = data.Length > size ? PutSegmentSize(control, size) : 0;
        controlLength += wildcard ? PutLocalAddress(control + controlLength, from) : 0;
        bool waited = false;
        fixed (byte* start = data, name = to.Bytes)
        {
            LibcVector vector = new() { Start = start, Length = (nuint)data.Length };
            LibcHeader header = new()
            {
                Name = name,
                NameLength = (uint)to.Length,
                Vectors = &vector,
                VectorCount = 1,
                Control = controlLength > 0 ? control : null,
                ControlLength = (nuint)controlLength,
            };
            while (LibcCalls.Send(file, &header, DontWait) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                bool again = error == Interrupted || (error == Again && !waited && WaitForRoom());
                waited |= error == Again;
                if (!again)
                {
                    return error;
                }
            }
        }

        return 0;
    }

    // The kernel's buffer is full: 5 ms are waited for room, then the datagrams count as lost.
    private bool WaitForRoom()
    {
        LibcPoll poll = new() { File = file, Events = 4 };
        LibcTime time = new() { Nanoseconds = 5_000_000 };
        return LibcCalls.Poll(&poll, 1, &time, null) > 0;
    }

    private static int PutSegmentSize(byte* into, int size)
    {
        Span<byte> control = new(into, 24);
        control.Clear();
        BitConverter.TryWriteBytes(control, 18UL);
        BitConverter.TryWriteBytes(control[8..], LevelUdp);
        BitConverter.TryWriteBytes(control[12..], OptionSegment);
        BitConverter.TryWriteBytes(control[16..], (ushort)size);
        return control.Length;
    }

    private static int PutLocalAddress(byte* into, in RawAddress from)
    {
        Span<byte> control = new(into, from.IsV6 ? 40 : 32);
        control.Clear();
        BitConverter.TryWriteBytes(control, from.IsV6 ? 36UL : 28UL);
        BitConverter.TryWriteBytes(control[8..], from.IsV6 ? LevelIpv6 : LevelIp);
        BitConverter.TryWriteBytes(control[12..], from.IsV6 ? PacketInfoV6 : OptionPacketInfo);
        from.Ip.CopyTo(control[(from.IsV6 ? 16 : 20)..]);
        return control.Length;
    }
}
