using System.Net;
using System.Net.Sockets;

namespace Garita.TestKit;

/// <summary>
/// A UDP relay on 127.0.0.1 for one client that can forget the port it speaks from, as a NAT does, and swallow what it
/// gets, as a firewall does.
/// </summary>
public sealed class RebindingProxy : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly Socket _near = Bind();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _pumps = [];
    private volatile Socket _far = Bind();
    private volatile EndPoint? _client;
    private int _carried;

    /// <summary>Begins to relay to a port on 127.0.0.1.</summary>
    public RebindingProxy(int serverPort)
    {
        _server = new IPEndPoint(IPAddress.Loopback, serverPort);
        _pumps.Add(PumpInAsync());
        _pumps.Add(PumpOutAsync(_far));
    }

    /// <summary>The port to send to.</summary>
    public int Port => ((IPEndPoint)_near.LocalEndPoint!).Port;

    /// <summary>Datagrams that came from the client, swallowed ones included.</summary>
    public int Carried => Volatile.Read(ref _carried);

    /// <summary>While true, nothing gets through in either direction.</summary>
    public bool Swallowing { get; set; }

    /// <summary>The port that the server sees now.</summary>
    public int VisiblePort => ((IPEndPoint)_far.LocalEndPoint!).Port;

    /// <summary>From now on the server sees another port, and the old one leads nowhere.</summary>
    public void Rebind()
    {
        Socket old = _far;
        _far = Bind();
        _pumps.Add(PumpOutAsync(_far));
        old.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _near.Dispose();
        _far.Dispose();
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private static Socket Bind()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private Task PumpInAsync() => PumpAsync(_near, async (datagram, from) =>
    {
        _client = from;
        await _far.SendToAsync(datagram, _server, _stop.Token);
    });

    private Task PumpOutAsync(Socket far) => PumpAsync(far, async (datagram, _) =>
    {
        if (_client is { } client)
        {
            await _near.SendToAsync(datagram, client, _stop.Token);
        }
    });

    private async Task PumpAsync(Socket from, Func<ReadOnlyMemory<byte>, EndPoint, Task> carry)
    {
        byte[] buffer = new byte[65_536];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult got = await from.ReceiveFromAsync(
                    buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                if (ReferenceEquals(from, _near))
                {
                    Interlocked.Increment(ref _carried);
                }

                if (!Swallowing)
                {
                    await carry(buffer.AsMemory(0, got.ReceivedBytes), got.RemoteEndPoint);
                }
            }
            catch (SocketException)
            {
                // A port that nobody has any more answered, or the socket was changed under us: the next will do.
                if (ReferenceEquals(from, _near) || ReferenceEquals(from, _far))
                {
                    continue;
                }

                return;
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
            {
                if (!ReferenceEquals(from, _near) || _stop.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }
}
