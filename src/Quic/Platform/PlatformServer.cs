using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Net = System.Net.Quic;

namespace Garita.Quic.Platform;

/// <summary>A port of System.Net.Quic.</summary>
internal sealed class PlatformServer : QuicServer
{
    private readonly QuicServerOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConditionalWeakTable<Net.QuicConnection, PlatformJudge> _judges = []; // gone with the connection
    private readonly ConcurrentDictionary<PlatformConnection, bool> _open = new();
    private Net.QuicListener _listener = null!; // set once, before anybody sees this
    private volatile Shown _shown;
    private long _accepted;
    private long _refused;
    private long _failed;
    private int _verdicts; // of our verifier, whose handshakes have not been heard of as failed yet

    private PlatformServer(QuicServerOptions options) =>
        (_options, _shown) = (options, new Shown(options.Certificate, PlatformEngine.Context(options.Certificate)));

    public override IPEndPoint LocalEndPoint => _listener.LocalEndPoint;

    public override QuicCertificate Certificate
    {
        get => _shown.Certificate;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _shown = new Shown(value, PlatformEngine.Context(value));
        }
    }

    public override QuicServerSnapshot Snapshot => new(
        _open.Count,
        _judges.Count(),
        Interlocked.Read(ref _accepted),
        Retries: 0,
        Interlocked.Read(ref _refused),
        Interlocked.Read(ref _failed));

    public static async ValueTask<QuicServer> ListenAsync(
        QuicServerOptions options, CancellationToken cancellationToken)
    {
        PlatformServer server = new(options);
        server._listener = await Net.QuicListener.ListenAsync(
            new Net.QuicListenerOptions
            {
                ListenEndPoint = options.Endpoint,
                ApplicationProtocols = PlatformEngine.Protocols(options.Protocols),
                ListenBacklog = options.Limits.AcceptBacklog,
                ConnectionOptionsCallback = (connection, hello, _) =>
                    ValueTask.FromResult(server.OptionsFor(connection, hello)),
            },
            cancellationToken).ConfigureAwait(false);
        return server;
    }

    public override async ValueTask<QuicConnection?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Net.QuicConnection connection =
                    await _listener.AcceptConnectionAsync(either.Token).ConfigureAwait(false);
                if (await AdmitAsync(connection).ConfigureAwait(false) is { } admitted)
                {
                    return admitted;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (Exception fault) when (fault is Net.QuicException or AuthenticationException)
            {
                // One handshake that failed; its judge went with its connection.
                Interlocked.Increment(ref _failed);
                TellOfFailure(fault);
            }
        }

        return null;
    }

    public override async ValueTask StopAcceptingAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        await Task.WhenAll(_open.Keys.Select(c => c.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    // The framework does not say whose handshake it was. One that our verifier ended is told of by that.
    private void TellOfFailure(Exception fault)
    {
        bool isVerdict = fault is AuthenticationException && Interlocked.Decrement(ref _verdicts) >= 0;
        if (fault is AuthenticationException && !isVerdict)
        {
            Interlocked.Increment(ref _verdicts);
        }

        _options.Failed?.Invoke(new QuicFailedHandshake(
            new IPEndPoint(IPAddress.Any, 0), PlatformEnd.Of(fault), isVerdict, IsAddressProved: false));
    }

    private bool Verify(QuicPeer peer)
    {
        bool isAccepted = _options.Verify(peer);
        if (!isAccepted)
        {
            Interlocked.Increment(ref _verdicts);
        }

        return isAccepted;
    }

    private async ValueTask<PlatformConnection?> AdmitAsync(Net.QuicConnection connection)
    {
        bool isJudged = _judges.Remove(connection, out PlatformJudge? judge);
        if (!isJudged || _open.Count >= _options.Limits.MaxConnections)
        {
            judge?.Drop();
            Interlocked.Increment(ref _refused);
            await connection.DisposeAsync().ConfigureAwait(false);
            return null;
        }

        PlatformConnection admitted = new(connection, judge!.Chain, judge.ServerName);
        _open[admitted] = true;
        admitted.Ended.Register(() => _open.TryRemove(admitted, out _));
        Interlocked.Increment(ref _accepted);
        return admitted;
    }

    private Net.QuicServerConnectionOptions OptionsFor(Net.QuicConnection connection, SslClientHelloInfo hello)
    {
        bool required = _options.ClientCertificates == QuicClientCertificates.Required;
        string? name = hello.ServerName is { Length: > 0 } asked ? asked : null;
        PlatformJudge judge = new(
            Verify, !required, PlatformEngine.Plain(connection.RemoteEndPoint), name);
        _judges.Add(connection, judge);
        Net.QuicServerConnectionOptions wanted = new()
        {
            ServerAuthenticationOptions = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = _shown.Context,
                ApplicationProtocols = PlatformEngine.Protocols(_options.Protocols),
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateRequired = true,
                CertificateChainPolicy = PlatformEngine.NoDownloads(),
                RemoteCertificateValidationCallback = judge.Judge,
            },
        };
        PlatformEngine.ApplyLimits(wanted, _options.Limits);
        return wanted;
    }

    private sealed record Shown(QuicCertificate Certificate, SslStreamCertificateContext Context);
}
