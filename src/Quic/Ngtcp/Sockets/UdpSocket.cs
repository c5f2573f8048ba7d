using System.Net;
using System.Net.Sockets;

namespace Garita.Quic.Ngtcp.Sockets;

/// <summary>
/// One UDP socket as QUIC wants it: many datagrams a call, segments cut and joined by the kernel, path MTU left to us,
/// and on wildcard addresses the local address of each datagram. One thread uses it; <see cref="Wake"/> is for others.
/// </summary>
internal sealed unsafe class UdpSocket : IDisposable
{
    private const int LevelIp = 0, LevelIpv6 = 41, LevelUdp = 17;
    private const int OptionMtuDiscover = 10, OptionMtuDiscoverV6 = 23, MtuProbe = 3;
    private const int OptionPacketInfo = 8, OptionReceivePacketInfoV6 = 49, OptionJoin = 104;

    // Four megabytes each way: 30 ms at a gigabit, while the thread is busy with handshakes.
    private const int KernelBufferBytes = 4 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly int _file;
    private readonly int _event;
    private readonly UdpReceiver _receiver;
    private readonly UdpSender _sender;
    private readonly Lock _waking = new();
    private int _sleeping;
    private bool _closed; // guarded by _waking

    private UdpSocket(Socket socket, bool isServer, int slots)
    {
        _socket = socket;
        _file = (int)socket.SafeHandle.DangerousGetHandle();
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        Local = RawAddress.Of(LocalEndPoint, socket.AddressFamily);

        // To a client its address is what it bound, whatever the kernel chooses from packet to packet: else it could
        // not move to another network.
        IPAddress bound = LocalEndPoint.Address;
        bool wildcard = isServer && (bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any));
        _event = LibcCalls.EventCreate(0, 0x800 | 0x80000); // EFD_NONBLOCK | EFD_CLOEXEC
        _receiver = new UdpReceiver(_file, slots, wildcard, Local);
        _sender = new UdpSender(_file, wildcard);
        SetOptions();
    }

    /// <summary>The address in use.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The same as the kernel writes it.</summary>
    public RawAddress Local { get; }

    /// <summary>IPv4, or IPv6 with IPv4 mapped into it.</summary>
    public AddressFamily Family => _socket.AddressFamily;

    /// <summary>Takes one datagram: its bytes, where it came from and which of our addresses it went to.</summary>
    public delegate void DatagramHandler(ReadOnlySpan<byte> data, in RawAddress remote, in RawAddress local);

    /// <summary>Binds.</summary>
    /// <param name="endpoint">Address and port; port 0 takes any.</param>
    /// <param name="isServer">Whether answers come from the address that was asked.</param>
    /// <param name="shared">Whether several sockets of this process take turns on the port.</param>
    /// <param name="slots">Reads of the kernel at a time, 64 KiB each.</param>
    /// <exception cref="SocketException">The port is taken, or may not be.</exception>
    public static UdpSocket Bind(IPEndPoint endpoint, bool isServer, bool shared, int slots)
    {
        Socket socket = new(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = endpoint.Address.Equals(IPAddress.IPv6Any) || endpoint.Address.IsIPv4MappedToIPv6;
            }

            int on = 1;
            if (shared)
            {
                // SOL_SOCKET, SO_REUSEPORT
                _ = LibcCalls.SetOption((int)socket.SafeHandle.DangerousGetHandle(), 1, 15, &on, sizeof(int));
            }

            socket.ReceiveBufferSize = socket.SendBufferSize = KernelBufferBytes;
            socket.Bind(endpoint);
            return new UdpSocket(socket, isServer, slots);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sleeps until a datagram comes, somebody calls <see cref="Wake"/>, or the time is over.</summary>
    /// <param name="wait">Nanoseconds; null waits without end.</param>
    /// <param name="somethingToDo">Asked once more after others know that they must wake us.</param>
    /// <returns>Whether datagrams wait.</returns>
    public bool Wait(ulong? wait, Func<bool> somethingToDo)
    {
        LibcTime time = default;
        if (wait is { } nanoseconds)
        {
            time.Seconds = (long)(nanoseconds / 1_000_000_000);
            time.Nanoseconds = (long)(nanoseconds % 1_000_000_000);
        }

        Interlocked.Exchange(ref _sleeping, 1);
        bool endless = wait is null;
        if (somethingToDo())
        {
            (time, endless) = (default, false);
        }

        LibcPoll* polls = stackalloc LibcPoll[2];
        polls[0] = new LibcPoll { File = _file, Events = 1 };
        polls[1] = new LibcPoll { File = _event, Events = 1 };
        _ = LibcCalls.Poll(polls, 2, endless ? null : &time, null);
        Volatile.Write(ref _sleeping, 0);
        if (polls[1].Returned != 0)
        {
            ulong count;
            _ = LibcCalls.Read(_event, &count, sizeof(ulong));
        }

        return polls[0].Returned != 0;
    }

    /// <summary>Ends a <see cref="Wait"/>, if there is one. From any thread.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _sleeping, 0) == 1)
        {
            lock (_waking)
            {
                // Once closed, the number may be another file's.
                ulong one = 1;
                _ = _closed ? 0 : LibcCalls.Write(_event, &one, sizeof(ulong));
            }
        }
    }

    /// <summary>Reads what waits, at most one call's worth, and hands over each datagram.</summary>
    public void Receive(DatagramHandler handler) => _receiver.Receive(handler);

    /// <summary>Sends datagrams; see <see cref="UdpSender.Send"/>.</summary>
    public void Send(ReadOnlySpan<byte> data, int size, in RawAddress to, in RawAddress from) =>
        _sender.Send(data, size, to, from);

    /// <summary>Frees all; the thread that used it has ended.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        lock (_waking)
        {
            _closed = true;
            _ = LibcCalls.Close(_event);
        }

        _receiver.Dispose();
    }

    private void SetOptions()
    {
        int on = 1, probe = MtuProbe;
        _ = LibcCalls.SetOption(_file, LevelUdp, OptionJoin, &on, sizeof(int));
        _ = LibcCalls.SetOption(_file, LevelIp, OptionMtuDiscover, &probe, sizeof(int));
        if (Family == AddressFamily.InterNetworkV6)
        {
            _ = LibcCalls.SetOption(_file, LevelIpv6, OptionMtuDiscoverV6, &probe, sizeof(int));
            _ = LibcCalls.SetOption(_file, LevelIpv6, OptionReceivePacketInfoV6, &on, sizeof(int));
        }
        else
        {
            _ = LibcCalls.SetOption(_file, LevelIp, OptionPacketInfo, &on, sizeof(int));
        }
    }
}
