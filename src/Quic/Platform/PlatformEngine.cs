using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Net = System.Net.Quic;

namespace Garita.Quic.Platform;

/// <summary>The engine of .NET itself, there where the library msquic is installed.</summary>
internal sealed class PlatformEngine : QuicEngine
{
    private PlatformEngine()
    {
    }

    public override QuicEngineKind Kind => QuicEngineKind.Platform;

    public override string Description => "System.Net.Quic (msquic)";

    /// <summary>The engine, or null where its library is not installed.</summary>
    public static PlatformEngine? TryLoad() =>
        Net.QuicListener.IsSupported && Net.QuicConnection.IsSupported ? new PlatformEngine() : null;

    public override ValueTask<QuicServer> ListenAsync(QuicServerOptions options, CancellationToken cancellationToken) =>
        PlatformServer.ListenAsync(options, cancellationToken);

    public override async ValueTask<QuicConnection> ConnectAsync(
        QuicClientOptions options, CancellationToken cancellationToken)
    {
        PlatformJudge judge = new(options.Verify, asked: false, options.Remote, options.ServerName);
        Net.QuicClientConnectionOptions wanted = new()
        {
            RemoteEndPoint = options.Remote,
            LocalEndPoint = options.Local,
            ClientAuthenticationOptions = new SslClientAuthenticationOptions
            {
                TargetHost = options.ServerName,
                ApplicationProtocols = Protocols(options.Protocols),
                EnabledSslProtocols = SslProtocols.Tls13,
                CertificateChainPolicy = NoDownloads(),
                RemoteCertificateValidationCallback = judge.Judge,
                ClientCertificateContext = options.Certificate is { } own ? Context(own) : null,
            },
        };
        ApplyLimits(wanted, options.Limits);
        try
        {
            Net.QuicConnection connection =
                await Net.QuicConnection.ConnectAsync(wanted, cancellationToken).ConfigureAwait(false);
            return new PlatformConnection(connection, judge.Chain, options.ServerName);
        }
        catch (Exception fault) when (fault is Net.QuicException or AuthenticationException)
        {
            judge.Drop();
            throw new QuicException(PlatformEnd.Of(fault, judge), fault);
        }
    }

    /// <summary>What both ends share.</summary>
    internal static void ApplyLimits(Net.QuicConnectionOptions wanted, QuicLimits limits)
    {
        wanted.HandshakeTimeout = limits.HandshakeTimeout;
        wanted.IdleTimeout = limits.IdleTimeout;
        wanted.KeepAliveInterval = limits.KeepAlive > TimeSpan.Zero ? limits.KeepAlive : Timeout.InfiniteTimeSpan;
        wanted.MaxInboundBidirectionalStreams = limits.MaxBidirectionalStreams;
        wanted.MaxInboundUnidirectionalStreams = limits.MaxUnidirectionalStreams;
        wanted.InitialReceiveWindowSizes = new Net.QuicReceiveWindowSizes
        {
            LocallyInitiatedBidirectionalStream = PowerOfTwo(limits.StreamWindowBytes),
            RemotelyInitiatedBidirectionalStream = PowerOfTwo(limits.StreamWindowBytes),
            UnidirectionalStream = PowerOfTwo(limits.StreamWindowBytes),
        };
        wanted.DefaultStreamErrorCode = 0;
        wanted.DefaultCloseErrorCode = 0;
    }

    internal static List<SslApplicationProtocol> Protocols(IReadOnlyList<string> names) =>
        [.. names.Select(n => new SslApplicationProtocol(n))];

    internal static SslStreamCertificateContext Context(QuicCertificate own) =>
        SslStreamCertificateContext.Create(own.Leaf, [.. own.Issuers], offline: true);

    // The verifier judges. What the framework finds is not asked for, and it must not use the network to find it.
    internal static X509ChainPolicy NoDownloads() => new()
    {
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    internal static IPEndPoint Plain(IPEndPoint address) => address.Address.IsIPv4MappedToIPv6
        ? new IPEndPoint(address.Address.MapToIPv4(), address.Port)
        : address;

    // The library takes powers of two alone.
    private static int PowerOfTwo(int bytes) => 1 << (31 - int.LeadingZeroCount(bytes));
}
