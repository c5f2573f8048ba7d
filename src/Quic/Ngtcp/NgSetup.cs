using Garita.Quic.Ngtcp.Native;

namespace Garita.Quic.Ngtcp;

/// <summary>What the connections of one endpoint are made with.</summary>
internal sealed record NgSetup
{
    /// <summary>Which side this is.</summary>
    public required bool IsServer { get; init; }

    /// <summary>The name a client asks for.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether a server refuses clients without a certificate.</summary>
    public bool CertificateRequired { get; init; }

    /// <summary>Application protocols, the preferred first.</summary>
    public required IReadOnlyList<string> Protocols { get; init; }

    /// <summary>What is shown.</summary>
    public required TlsCredentials Credentials { get; init; }

    /// <summary>Judges the peer.</summary>
    public required QuicPeerVerifier Verify { get; init; }

    /// <summary>Told of handshakes that a server's clients did not get through.</summary>
    public Action<QuicFailedHandshake>? Failed { get; init; }

    /// <summary>All limits.</summary>
    public required QuicLimits Limits { get; init; }

    /// <summary>32 bytes from which stateless reset tokens and Retry tokens are made.</summary>
    public required byte[] Secret { get; init; }
}
