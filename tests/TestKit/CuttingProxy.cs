using System.Net;
using System.Net.Sockets;

namespace Garita.TestKit;

/// <summary>
/// A TCP proxy on 127.0.0.1 that can cut what it carries, refuse new connections and swallow one direction: a bad
/// network on command.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Socket> _open = [];
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _refusing;
    private volatile bool _swallowing;
    private int _accepted;

    /// <summary>Begins to carry connections to a port on 127.0.0.1.</summary>
    public CuttingProxy(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections came in, refused ones included.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>While true, new connections are closed at once.</summary>
    public bool Refusing
    {
        get => _refusing;
        set => _refusing = value;
    }

    /// <summary>While true, what the target sends is thrown away: requests arrive, answers do not.</summary>
    public bool SwallowingAnswers
    {
        get => _swallowing;
        set => _swallowing = value;
    }

    /// <summary>Resets every open connection.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (Socket socket in _open)
            {
                socket.Close(0);
            }

            _open.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> carried = [];
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                carried.Add(_refusing ? Refuse(client) : CarryAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Cut();
            await Task.WhenAll(carried);
        }
    }

    private static Task Refuse(Socket client)
    {
        client.Close(0);
        return Task.CompletedTask;
    }

    private async Task CarryAsync(Socket client)
    {
        Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        lock (_gate)
        {
            _open.AddRange([client, server]);
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PumpAsync(client, server, () => false), PumpAsync(server, client, () => _swallowing));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The cut is the purpose.
        }

        client.Close(0);
        server.Close(0);
    }

    private async Task PumpAsync(Socket from, Socket to, Func<bool> swallow)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and int count)
            {
                if (!swallow())
                {
                    await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone: the other is closed by the caller.
        }
    }
}
