using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Listeners;

/// <summary>
/// Accepts connections, applies the limits that hold before TLS, runs handshakes and hands on those that end well.
/// Knows nothing of MQTT.
/// </summary>
internal sealed class TlsAcceptor : IDisposable
{
    private readonly ListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RefusalLog _refusals;
    private readonly Func<TlsPeer, Task> _serve;
    private readonly SourceLimiter _limiter;
    private readonly PendingHandshakes _pending;
    private readonly CancellationTokenSource _stop = new();
    private TokenBucket _rate; // touched by the accept loop alone
    private long _acceptFailedAt; // touched by the accept loop alone; 0: never
    private Socket? _listening;
    private Task _loop = Task.CompletedTask;
    private volatile ListenerCredentials _credentials;

    /// <param name="options">Limits.</param>
    /// <param name="credentials">What is shown and trusted first.</param>
    /// <param name="refusals">Hears of every connection that ends before it is handed on.</param>
    /// <param name="serve">Takes a peer and owns it until the task ends; if it fails, that is logged.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For faults of accepting.</param>
    public TlsAcceptor(
        ListenerOptions options,
        ListenerCredentials credentials,
        RefusalLog refusals,
        Func<TlsPeer, Task> serve,
        TimeProvider time,
        ILogger logger)
    {
        (_options, _credentials, _refusals) = (options, credentials, refusals);
        (_serve, _time, _logger) = (serve, time, logger);
        _limiter = new SourceLimiter(options, time);
        _pending = new PendingHandshakes(options.MaxHandshakes, options.MaxHandshakesPerSource);
        _rate = new TokenBucket(options.AcceptsPerSecond, options.AcceptsPerSecond, time.GetTimestamp());
    }

    /// <summary>Connections open now, handshakes included.</summary>
    public int Connections => _limiter.Connections;

    /// <summary>Handshakes under way now.</summary>
    public int Handshakes => _pending.Count;

    /// <summary>What new handshakes use. Connections that stand keep what they were made with.</summary>
    public ListenerCredentials Credentials
    {
        get => _credentials;
        set => _credentials = value;
    }

    /// <summary>Binds and starts to accept.</summary>
    /// <returns>The address in use, with the port that was really taken.</returns>
    public IPEndPoint Start()
    {
        IPEndPoint wanted = _options.Endpoint;
        _listening = new Socket(wanted.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (wanted.Address.Equals(IPAddress.IPv6Any))
            {
                _listening.DualMode = true;
            }

            _listening.Bind(wanted);
            _listening.Listen(_options.Backlog);
        }
        catch (SocketException fault)
        {
            _listening.Dispose();
            throw ListenerStartException.Of(wanted, fault);
        }

        _loop = AcceptUntilStopped(_listening);
        return (IPEndPoint)_listening.LocalEndPoint!;
    }

    /// <summary>Accepts no more and cuts the handshakes under way. Served connections go on.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        _listening?.Dispose();
        await _loop;
        _pending.Stop();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listening?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptUntilStopped(Socket listening)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await AdmitAsync(await listening.AcceptAsync(_stop.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException fault) when (!_stop.IsCancellationRequested)
            {
                // Out of file descriptors, or a peer that left while it waited. Neither ends the loop.
                LogAcceptFailure(fault);
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, CancellationToken.None);
            }
            catch (SocketException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    // Strangers can bring this about, so it is told once a window.
    private void LogAcceptFailure(SocketException fault)
    {
        long now = _time.GetTimestamp();
        if (_acceptFailedAt == 0 || _time.GetElapsedTime(_acceptFailedAt, now) >= _options.RefusalWindow)
        {
            _acceptFailedAt = now;
            ListenerLog.AcceptFailed(_logger, fault.SocketErrorCode.ToString());
        }
    }

    private async Task AdmitAsync(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            socket.Dispose();
            return;
        }

        remote = remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
        SourceAddress source = SourceAddress.Of(remote.Address);
        if (_limiter.TryEnter(source) is { } refusal)
        {
            socket.Dispose();
            _refusals.Report(remote, refusal.ToString(), "before TLS", names: null);
            return;
        }

        _ = ServeAsync(socket, remote, source);

        // Newcomers wait in the kernel's queue while the rate is used up.
        while (!_rate.TryTake(_time, out TimeSpan wait))
        {
            await Task.Delay(wait, _time, _stop.Token);
        }
    }

    private async Task ServeAsync(Socket socket, IPEndPoint remote, SourceAddress source)
    {
        try
        {
            socket.NoDelay = true;
            if (await ShakeHandsAsync(socket, remote) is { } peer)
            {
                await _serve(peer);
            }
        }
        catch (SocketException)
        {
            // The peer left between accept and the first option set on its socket.
        }
        catch (Exception fault) // The one boundary of a connection: whatever it was, the others go on.
        {
            ListenerLog.ConnectionFault(_logger, remote, fault);
        }
        finally
        {
            socket.Dispose();
            _limiter.Leave(source);
        }
    }

    private async Task<TlsPeer?> ShakeHandsAsync(Socket socket, IPEndPoint remote)
    {
        using Handshake handshake = new(socket, remote, _options.HandshakeTimeout, _time);
        LinkedListNode<Handshake> place = _pending.Add(handshake);
        await Task.Yield(); // the accept loop goes on meanwhile
        HandshakeFault? fault = await handshake.RunAsync(_credentials, _options);
        _pending.Remove(place);
        if (fault is null)
        {
            X509Certificate2 leaf = (X509Certificate2)handshake.Stream.RemoteCertificate!;
            return new TlsPeer(handshake.Stream, socket, remote, leaf);
        }

        await handshake.Stream.DisposeAsync();
        _refusals.Report(remote, fault.Reason.ToString(), fault.Detail, handshake.Names);
        return null;
    }
}
