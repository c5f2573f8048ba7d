using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>
/// An ngtcp2 connection with its TLS session: the one place that holds their pointers. Used by its loop's thread alone.
/// ngtcp2 reaches the owner through a handle that lives as long as this does.
/// </summary>
internal sealed unsafe partial class NativeConnection : IDisposable
{
    private const uint FlagFin = 2;
    private const int MaxVectors = 16, MaxOffered = 64 * 1024;

    private readonly NgSetup _setup;
    private readonly GCHandle _owner;
    private readonly NgConnRef* _reference;
    private void* _connection;
    private TlsSession? _tls;

    private NativeConnection(NgConnection owner, NgSetup setup)
    {
        _setup = setup;
        _owner = GCHandle.Alloc(owner);
        _reference = (NgConnRef*)NativeMemory.AllocZeroed((nuint)sizeof(NgConnRef));
    }

    /// <summary>The TLS session.</summary>
    public TlsSession Tls => _tls!;

    /// <summary>Nanoseconds of the clock at which something is due.</summary>
    public ulong Expiry => NgtcpCalls.Expiry(_connection);

    /// <summary>Three probe timeouts: how long late packets of a closed connection are expected.</summary>
    public ulong LingerTime => 3 * NgtcpCalls.ProbeTimeout(_connection);

    /// <summary>Bytes that may be sent before others get their turn.</summary>
    public long SendQuantum => (long)NgtcpCalls.SendQuantum(_connection);

    /// <summary>Bytes that the peer's connection window still takes.</summary>
    public ulong MaxDataLeft => NgtcpCalls.MaxDataLeft(_connection);

    /// <summary>The alert with which the TLS handshake failed.</summary>
    public byte TlsAlert => NgtcpCalls.TlsAlert(_connection);

    /// <summary>The peer's address now.</summary>
    public RawAddress Remote
    {
        get
        {
            NgPath* path = NgtcpCalls.Path(_connection);
            return new RawAddress(new ReadOnlySpan<byte>(path->Remote, (int)path->RemoteLength));
        }
    }

    /// <summary>Takes a datagram; 0 or an error of <see cref="NgError"/>.</summary>
    public int Read(ReadOnlySpan<byte> datagram, in RawAddress remote, in RawAddress local, ulong now)
    {
        NgPacketInfo info = default;
        fixed (byte* packet = datagram, from = remote.Bytes, to = local.Bytes)
        {
            NgPath path = new()
            {
                Local = to,
                LocalLength = (uint)local.Length,
                Remote = from,
                RemoteLength = (uint)remote.Length,
            };
            return NgtcpCalls.ReadPacket(_connection, &path, 1, &info, packet, (nuint)datagram.Length, now);
        }
    }

    /// <summary>Writes one packet into the batch.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="streamId">The stream whose data is offered; -1 for none.</param>
    /// <param name="data">Bytes that stay where they are until acknowledged.</param>
    /// <param name="fin">Whether the stream ends with them.</param>
    /// <param name="now">The clock.</param>
    /// <param name="taken">Bytes of the stream that went out; -1 for not even its end.</param>
    /// <returns>Bytes written, 0 where nothing may be sent now, or an error of <see cref="NgError"/>.</returns>
    public int Write(
        PacketBatch batch, long streamId, in ReadOnlySequence<byte> data, bool fin, ulong now, out long taken)
    {
        NgPathStorage path;
        NgtcpCalls.ClearPath(&path);
        NgPacketInfo info;
        NgVector* vectors = stackalloc NgVector[MaxVectors];
        int count = Offer(data, vectors, out long offered);
        uint flags = fin && offered == data.Length ? FlagFin : 0;
        nint sent;

        // The room is always the largest packet: with less, ngtcp2 never probes for a larger path MTU.
        int written = (int)NgtcpCalls.WriteStream(_connection, &path.Path, 1, &info, batch.Next,
            (nuint)_setup.Limits.MaxDatagramBytes, &sent, flags, streamId, vectors, (nuint)count, now);
        taken = sent;
        if (written > 0)
        {
            NgPath* ends = &path.Path;
            batch.Add(
                written,
                new RawAddress(new ReadOnlySpan<byte>(ends->Remote, (int)ends->RemoteLength)),
                new RawAddress(new ReadOnlySpan<byte>(ends->Local, (int)ends->LocalLength)));
        }

        return written;
    }

    /// <summary>Writes the packet that closes the connection; empty where there is none to send.</summary>
    public byte[] WriteClose(in NgCloseError error, ulong now)
    {
        byte* room = stackalloc byte[_setup.Limits.MaxDatagramBytes];
        NgPathStorage path;
        NgtcpCalls.ClearPath(&path);
        NgPacketInfo info;
        NgCloseError copy = error;
        int written = (int)NgtcpCalls.WriteClose(
            _connection, &path.Path, 1, &info, room, (nuint)_setup.Limits.MaxDatagramBytes, &copy, now);
        return written > 0 ? new ReadOnlySpan<byte>(room, written).ToArray() : [];
    }

    /// <summary>What the peer closed with.</summary>
    public NgCloseError ReadClose()
    {
        if (NgtcpLibrary.IsOne)
        {
            return *NgtcpCalls.ReadCloseOne(_connection);
        }

        NgCloseError error;
        NgtcpCalls.ReadCloseZero(_connection, &error);
        return error;
    }

    /// <summary>Does what is due; 0 or an error.</summary>
    public int HandleExpiry(ulong now) => NgtcpCalls.HandleExpiry(_connection, now);

    /// <summary>Tells the pacer when the last packet went out.</summary>
    public void UpdateSendTime(ulong now) => NgtcpCalls.UpdateSendTime(_connection, now);

    /// <summary>Sends a packet after this much silence.</summary>
    public void KeepAlive(TimeSpan interval) =>
        NgtcpCalls.SetKeepAlive(_connection, (ulong)interval.TotalNanoseconds);

    /// <summary>Opens a stream; -1 where the peer's limit is used up.</summary>
    public long OpenStream(bool bidirectional)
    {
        long id;
        int error = bidirectional
            ? NgtcpCalls.OpenBidi(_connection, &id, 0)
            : NgtcpCalls.OpenUni(_connection, &id, 0);
        return error == 0 ? id : -1;
    }

    /// <summary>Lets the peer send more on a stream.</summary>
    public void ExtendStream(long id, long bytes) => _ = NgtcpCalls.ExtendStream(_connection, id, (ulong)bytes);

    /// <summary>Lets the peer send more over all.</summary>
    public void ExtendConnection(long bytes) => NgtcpCalls.ExtendConnection(_connection, (ulong)bytes);

    /// <summary>Lets the peer open one stream more.</summary>
    public void ExtendStreams(bool bidirectional)
    {
        if (bidirectional)
        {
            NgtcpCalls.ExtendBidi(_connection, 1);
        }
        else
        {
            NgtcpCalls.ExtendUni(_connection, 1);
        }
    }

    /// <summary>Resets our side of a stream.</summary>
    public void AbortWrite(long id, ulong code) => _ = NgtcpLibrary.IsOne
        ? NgtcpCalls.ShutdownWriteOne(_connection, 0, id, code)
        : NgtcpCalls.ShutdownWriteZero(_connection, id, code);

    /// <summary>Asks the peer to stop sending on a stream.</summary>
    public void AbortRead(long id, ulong code) => _ = NgtcpLibrary.IsOne
        ? NgtcpCalls.ShutdownReadOne(_connection, 0, id, code)
        : NgtcpCalls.ShutdownReadZero(_connection, id, code);

    /// <summary>Frees all. Never from within a callback.</summary>
    public void Dispose()
    {
        if (_connection is not null)
        {
            NgtcpCalls.Delete(_connection);
            _connection = null;
        }

        _tls?.Dispose();
        NativeMemory.Free(_reference);
        _owner.Free();
    }

    private static int Offer(in ReadOnlySequence<byte> data, NgVector* vectors, out long offered)
    {
        int count = 0;
        offered = 0;
        foreach (ReadOnlyMemory<byte> memory in data)
        {
            if (memory.IsEmpty)
            {
                continue;
            }

            // Pinned when it was allocated; the address stays good.
            byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory.Span));
            vectors[count++] = new NgVector { Start = start, Length = (nuint)memory.Length };
            offered += memory.Length;
            if (count == MaxVectors || offered >= MaxOffered)
            {
                break;
            }
        }

        return count;
    }
}
