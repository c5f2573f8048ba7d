namespace Garita.Quic;

/// <summary>Whether clients show a certificate.</summary>
public enum QuicClientCertificates
{
    /// <summary>A client without one is refused.</summary>
    Required,

    /// <summary>It is asked for; the verifier sees an empty chain where none came.</summary>
    Asked,
}
