using System.Net.Sockets;
using Garita.MqttClient;
using Garita.Quic;

namespace Garita.Device.Bootstrap.Links;

/// <summary>
/// The way to the server: QUIC, or TCP where no answer comes by UDP. One connection for many requests, made when one is
/// needed and dropped at the first fault. Used by one request at a time.
/// </summary>
internal sealed class BootstrapLink(BootstrapOptions options) : IAsyncDisposable
{
    private BootstrapRoad? _open;
    private long? _quicFailed;

    /// <summary>The reply's bytes, which nobody has looked at; null where none came, as the log says why.</summary>
    public async Task<byte[]?> ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        using CancellationTokenSource timeout = new(options.ExchangeTimeout, options.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        string why;
        try
        {
            _open ??= await OpenAsync(either.Token).ConfigureAwait(false);
            if (await _open.Exchange(request, either.Token).ConfigureAwait(false) is { } reply)
            {
                return reply;
            }

            why = "it is empty or longer than a reply";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            why = "it took too long";
        }
        catch (Exception fault) when (fault
            is IOException or SocketException or MqttClientException or QuicUnavailableException)
        {
            why = fault.Message;
        }

        BootstrapLog.NoAnswer(options.Logger, options.Uuid, _open?.Name ?? "TCP", why);
        await DropAsync().ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DropAsync().ConfigureAwait(false);

    private async Task<BootstrapRoad> OpenAsync(CancellationToken cancellationToken)
    {
        BootstrapRoad? road = null;
        if (options.QuicPort is { } port && QuicMayWork())
        {
            try
            {
                road = await QuicRoad.OpenAsync(options, port, cancellationToken).ConfigureAwait(false);
                _quicFailed = null;
            }
            catch (Exception fault) when (fault is SocketException or QuicUnavailableException
                or QuicException { End.Kind: not (QuicEndKind.CertificateRefused or QuicEndKind.TlsAlert) })
            {
                // A server that shows the wrong certificate gets no second chance over TCP: no blocked network does so.
                _quicFailed = options.Clock.GetTimestamp();
                BootstrapLog.NoAnswer(options.Logger, options.Uuid, "QUIC", fault.Message);
            }
        }

        road ??= await TlsRoad.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        BootstrapLog.Connected(options.Logger, options.Uuid, road.Name);
        return road;
    }

    private bool QuicMayWork() =>
        _quicFailed is not { } then || options.Clock.GetElapsedTime(then) >= options.QuicAgainAfter;

    private async Task DropAsync()
    {
        BootstrapRoad? road = _open;
        _open = null;
        if (road is null)
        {
            return;
        }

        try
        {
            await road.Connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            // It is gone either way.
        }
    }
}
