using System.Net;
using System.Threading.Channels;
using Garita.Server.Listeners;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Garita.Server.DeviceHttps;

/// <summary>
/// Our own TLS acceptor as the web server's transport, so that every limit and every refusal is the MQTT listener's:
/// what reaches HTTP has proved its certificate. One address, bound once.
/// </summary>
internal sealed class TlsConnectionListener : IConnectionListenerFactory, IConnectionListener
{
    private readonly ListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly PeerAdmission _admission;
    private readonly TlsAcceptor _acceptor;

    // As many as the acceptor lets in, so writing never waits.
    private readonly Channel<TlsConnectionContext> _accepted;
    private int _disposed;

    public TlsConnectionListener(
        ListenerOptions options, ListenerCredentials credentials, PeerAdmission admission, RefusalLog refusals,
        TimeProvider time, ILogger logger)
    {
        (_options, _admission, _time) = (options, admission, time);
        _accepted = Channel.CreateBounded<TlsConnectionContext>(options.MaxConnections);
        _acceptor = new TlsAcceptor(options, credentials, refusals, ServeAsync, time, logger);
        EndPoint = options.Endpoint;
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; private set; }

    /// <summary>What new handshakes use.</summary>
    public ListenerCredentials Credentials
    {
        set => _acceptor.Credentials = value;
    }

    /// <summary>Open connections and handshakes under way.</summary>
    public (int Connections, int Handshakes) Counts => (_acceptor.Connections, _acceptor.Handshakes);

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = _acceptor.Start();
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _accepted.Reader.WaitToReadAsync(cancellationToken)
            && _accepted.Reader.TryRead(out TlsConnectionContext? context) ? context : null;

    /// <inheritdoc/>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _acceptor.StopAsync();
        _accepted.Writer.TryComplete();
    }

    /// <inheritdoc/>
    /// <remarks>Called by the web server when it has bound, and by our owner in any case.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await UnbindAsync();
        while (_accepted.Reader.TryRead(out TlsConnectionContext? left))
        {
            await left.DisposeAsync();
        }

        _acceptor.Dispose();
    }

    private async Task ServeAsync(TlsPeer peer)
    {
        if (_admission.Judge(peer.Certificate, peer.Remote) is null)
        {
            await peer.Stream.DisposeAsync();
            return;
        }

        TlsConnectionContext context = new(peer, _options, _time);
        if (!_accepted.Writer.TryWrite(context))
        {
            await context.DisposeAsync(); // stopping
        }

        await context.Ended;
    }
}
