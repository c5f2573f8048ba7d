using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Garita.Server.Tests.Listeners;

/// <summary>
/// A proxy between a client and a server that reads the headers of the TLS records the server sends, as anybody on the
/// line can (RFC 8446 5.1: type, version, length).
/// </summary>
public sealed class RecordCounter : IAsyncDisposable
{
    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<int> _lengths = [];
    private readonly Task _work;

    public RecordCounter(IPEndPoint server)
    {
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening.Listen(1);
        Endpoint = (IPEndPoint)_listening.LocalEndPoint!;
        _work = Relay(server);
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>
    /// The lengths on the wire, without the 5 bytes of header, of all records the server sent so far.
    /// </summary>
    public IReadOnlyList<int> Lengths
    {
        get
        {
            lock (_lengths)
            {
                return [.. _lengths];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        await _work.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private async Task Relay(IPEndPoint server)
    {
        try
        {
            using Socket client = await _listening.AcceptAsync();
            using Socket upstream = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await upstream.ConnectAsync(server);
            await Task.WhenAny(Copy(client, upstream), CopyRecords(upstream, client));
        }
        catch (SocketException)
        {
            // Either side is gone; so is the relay.
        }
    }

    private static async Task Copy(Socket from, Socket to)
    {
        byte[] buffer = new byte[4_096];
        while (await from.ReceiveAsync(buffer) is > 0 and int count)
        {
            await to.SendAsync(buffer.AsMemory(0, count));
        }
    }

    private async Task CopyRecords(Socket from, Socket to)
    {
        byte[] header = new byte[5];
        await using NetworkStream source = new(from);
        try
        {
            while (true)
            {
                await source.ReadExactlyAsync(header);
                byte[] body = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))];
                await source.ReadExactlyAsync(body);
                lock (_lengths)
                {
                    _lengths.Add(body.Length);
                }

                await to.SendAsync(header);
                await to.SendAsync(body);
            }
        }
        catch (IOException)
        {
            // The server closed.
        }
    }
}
