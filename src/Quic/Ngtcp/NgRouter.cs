using Garita.Quic.Ngtcp.Native;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp;

/// <summary>Finds the connection of each datagram of one loop.</summary>
/// <remarks>
/// The kernel spreads datagrams over the sockets of a port by both addresses, so a peer that moves reaches another
/// loop's socket. The loop's number in the connection id says where the datagram belongs.
/// </remarks>
internal sealed class NgRouter(NgLoop loop, NgNewcomers? newcomers)
{
    private readonly Dictionary<ConnectionKey, NgConnection> _connections = [];

    /// <summary>Packets with this id are for this connection.</summary>
    public void Know(ConnectionKey key, NgConnection connection) => _connections[key] = connection;

    /// <summary>And now no more.</summary>
    public void Forget(ConnectionKey key) => _connections.Remove(key);

    /// <summary>Takes a datagram.</summary>
    public void Take(
        ReadOnlySpan<byte> data, in RawAddress remote, in RawAddress local, ulong now, bool isForwarded)
    {
        DatagramKind kind = StatelessPackets.Read(data, out ReadOnlySpan<byte> destination);
        if (kind is DatagramKind.Junk)
        {
            return;
        }

        ConnectionKey id = new(destination);
        if (kind is not DatagramKind.OtherVersion && _connections.TryGetValue(id, out NgConnection? connection))
        {
            connection.NoticeId(id);
            Read(connection, data, remote, local, now);
            return;
        }

        // A client answers nobody that it does not know. But a stateless reset looks like this, and only the
        // connection that it is for can tell.
        if (newcomers is null)
        {
            if (kind is DatagramKind.Short && loop.OnlyConnection is { } only)
            {
                Read(only, data, remote, local, now);
            }

            return;
        }

        switch (kind)
        {
            case DatagramKind.OtherVersion:
                newcomers.OfferVersions(loop, data, remote, local);
                break;
            case DatagramKind.Initial:
                Meet(newcomers, data, remote, local, now);
                break;
            case DatagramKind.Handshake or DatagramKind.Short
                when !isForwarded && newcomers.Forward(loop, destination, data, remote, local):
                break;
            case DatagramKind.Short:
                newcomers.Reset(loop, destination, data.Length, remote, local);
                break;
        }
    }

    private void Meet(
        NgNewcomers known, ReadOnlySpan<byte> data, in RawAddress remote, in RawAddress local, ulong now)
    {
        if (known.Meet(loop, data, remote, local, now) is { } connection)
        {
            loop.Add(connection);
            Read(connection, data, remote, local, now);
        }
    }

    private void Read(
        NgConnection connection, ReadOnlySpan<byte> data, in RawAddress remote, in RawAddress local, ulong now)
    {
        bool readable = true;
        try
        {
            readable = connection.Read(data, remote, local, now);
        }
        catch (Exception fault) // The one boundary of a connection: the others of this loop go on.
        {
            connection.Abandon(fault);
        }

        if (!readable)
        {
            newcomers?.AskForProof(loop, data, remote, local, now);
        }
    }
}
