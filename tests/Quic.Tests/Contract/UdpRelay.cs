using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Garita.Quic.Tests.Contract;

/// <summary>
/// A bad network between one client and a server: it loses datagrams by a seeded chance, and can move the client to
/// another port, as a NAT does that forgot it.
/// </summary>
internal sealed class UdpRelay : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly Socket _near = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Random _chance;
    private readonly double _loss;
    private volatile Socket _far;
    private volatile EndPoint? _client;
    private volatile bool _cut;

    public UdpRelay(IPEndPoint server, double loss = 0, int seed = 1)
    {
        (_server, _loss, _chance) = (server, loss, new Random(seed));
        _near.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _near.ReceiveBufferSize = 4 * 1024 * 1024;
        _far = NewFar();
        _pumps.Add(PumpAsync(_near, fromClient: true));
    }

    /// <summary>Where the client connects to.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_near.LocalEndPoint!;

    /// <summary>Nothing passes any more.</summary>
    public bool Cut
    {
        set => _cut = value;
    }

    /// <summary>
    /// From now on the server sees the client at another port; what comes to the one before is lost.
    /// </summary>
    public void Rebind() => _far = NewFar();

    public async ValueTask DisposeAsync()
    {
        _near.Dispose();
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }

        await Task.WhenAll(_pumps);
    }

    private Socket NewFar()
    {
        Socket far = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        far.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        far.ReceiveBufferSize = 4 * 1024 * 1024;
        _sockets.Add(far);
        _pumps.Add(PumpAsync(far, fromClient: false));
        return far;
    }

    private async Task PumpAsync(Socket from, bool fromClient)
    {
        byte[] buffer = new byte[65_536];
        try
        {
            while (true)
            {
                SocketReceiveFromResult got = await from.ReceiveFromAsync(buffer, _server);
                _client = fromClient ? got.RemoteEndPoint : _client;
                if (_cut || Lost() || (!fromClient && from != _far))
                {
                    continue;
                }

                Socket through = fromClient ? _far : _near;
                await through.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), fromClient ? _server : _client!);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private bool Lost()
    {
        lock (_chance)
        {
            return _chance.NextDouble() < _loss;
        }
    }
}
