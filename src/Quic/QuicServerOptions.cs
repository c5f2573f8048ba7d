using System.Net;

namespace Garita.Quic;

/// <summary>What a server side wants.</summary>
public sealed record QuicServerOptions
{
    /// <summary>Where to listen (UDP); port 0 takes any free port. IPv6Any takes IPv4 too.</summary>
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>
    /// The application protocols offered (ALPN, RFC 7301), the preferred first; 1 to 8 of at most 32 characters each.
    /// A client that shares none is refused.
    /// </summary>
    public required IReadOnlyList<string> Protocols { get; init; }

    /// <summary>What new connections are shown; <see cref="QuicServer.Certificate"/> changes it later.</summary>
    public required QuicCertificate Certificate { get; init; }

    /// <summary>Whether clients show a certificate.</summary>
    public QuicClientCertificates ClientCertificates { get; init; }

    /// <summary>Judges each client.</summary>
    public required QuicPeerVerifier Verify { get; init; }

    /// <summary>
    /// Told of each handshake that did not end well, once; what a limit turned away before is only counted. It is
    /// called on the thread that serves many others, so it must not wait for anything, and must not throw.
    /// </summary>
    public Action<QuicFailedHandshake>? Failed { get; init; }

    /// <summary>
    /// 32 secret bytes from which stateless resets are made, or empty for some that die with the process. With bytes
    /// that outlive it, clients learn at once that a restarted server does not know them (RFC 9000 10.3); without,
    /// after their idle time.
    /// </summary>
    public ReadOnlyMemory<byte> ResetKey { get; init; }

    /// <summary>All limits.</summary>
    public QuicLimits Limits { get; init; } = new();

    /// <summary>
    /// Throws <see cref="ArgumentException"/>, naming the option, where one is out of its range.
    /// </summary>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Endpoint);
        ArgumentNullException.ThrowIfNull(Certificate);
        ArgumentNullException.ThrowIfNull(Verify);
        QuicLimits.CheckProtocols(Protocols);
        if (ResetKey.Length is not (0 or 32))
        {
            throw new ArgumentException("must be 32 bytes, or none", nameof(ResetKey));
        }

        Limits.Validate();
    }
}
