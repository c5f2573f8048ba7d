using System.Net;

namespace Garita.Quic;

/// <summary>What a client side wants.</summary>
public sealed record QuicClientOptions
{
    /// <summary>The server's address (UDP).</summary>
    public required IPEndPoint Remote { get; init; }

    /// <summary>
    /// The name sent to the server, for it to choose by (SNI). It is for the verifier to hold it against the
    /// certificate.
    /// </summary>
    public required string ServerName { get; init; }

    /// <summary>The application protocols offered (ALPN, RFC 7301), the preferred first.</summary>
    public required IReadOnlyList<string> Protocols { get; init; }

    /// <summary>What this client shows; null shows nothing.</summary>
    public QuicCertificate? Certificate { get; init; }

    /// <summary>Judges the server.</summary>
    public required QuicPeerVerifier Verify { get; init; }

    /// <summary>
    /// The local address to send from; null leaves it to the operating system, packet by packet, which is what lets a
    /// connection survive a change of network.
    /// </summary>
    public IPEndPoint? Local { get; init; }

    /// <summary>All limits.</summary>
    public QuicLimits Limits { get; init; } = new();

    /// <summary>
    /// Throws <see cref="ArgumentException"/>, naming the option, where one is out of its range.
    /// </summary>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Remote);
        ArgumentException.ThrowIfNullOrEmpty(ServerName);
        ArgumentNullException.ThrowIfNull(Verify);
        QuicLimits.CheckProtocols(Protocols);
        Limits.Validate();
    }
}
