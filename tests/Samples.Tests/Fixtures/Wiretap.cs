using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Garita.Samples.Tests.Fixtures;

/// <summary>
/// Carries connections to a server and notes what anybody on the line can see: how many there are, the first TLS record
/// of the client, and how long the server's records are (RFC 8446 5.1: type, version, length).
/// </summary>
public sealed class Wiretap : IAsyncDisposable
{
    private const int HeaderBytes = 5;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly List<byte[]> _fromClient = [];
    private readonly List<int> _fromServer = [];
    private readonly List<Task> _carrying = [];
    private readonly Task _accepting;

    public Wiretap(int serverPort)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(serverPort);
    }

    /// <summary>What the client connects to, on localhost.</summary>
    public int Port { get; }

    /// <summary>How many connections the client opened.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _carrying.Count;
            }
        }
    }

    /// <summary>The record with the first ClientHello, without its header.</summary>
    public byte[] FirstClientRecord
    {
        get
        {
            lock (_gate)
            {
                return _fromClient[0];
            }
        }
    }

    /// <summary>The most bytes in one record of the server, its header not counted.</summary>
    public int LongestServerRecord
    {
        get
        {
            lock (_gate)
            {
                return _fromServer.Max();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_carrying).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task AcceptAsync(int serverPort)
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync();
                lock (_gate)
                {
                    _carrying.Add(CarryAsync(client, serverPort));
                }
            }
        }
        catch (SocketException)
        {
            // Stopped: the one way out.
        }
    }

    private async Task CarryAsync(Socket client, int serverPort)
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort);
            await Task.WhenAll(
                CarryAsync(client, server, record => _fromClient.Add(record)),
                CarryAsync(server, client, record => _fromServer.Add(record.Length)));
        }
    }

    private async Task CarryAsync(Socket from, Socket to, Action<byte[]> note)
    {
        byte[] header = new byte[HeaderBytes];
        await using NetworkStream source = new(from);
        try
        {
            while (true)
            {
                await source.ReadExactlyAsync(header);
                byte[] record = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))];
                await source.ReadExactlyAsync(record);
                lock (_gate)
                {
                    note(record);
                }

                await to.SendAsync(header);
                await to.SendAsync(record);
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            // One side is done; the other may still have something to say.
        }

        HangUp(to);
    }

    private static void HangUp(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has gone already.
        }
    }
}
