using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Identities;
using Garita.Pki.Issuing;

namespace Garita.Authority.Vault;

/// <summary>What a TLS listener needs: the server's certificate with its key, and the issuer to send along.</summary>
/// <param name="Certificate">The server's certificate; holds the private key.</param>
/// <param name="Issuer">The server issuer's certificate.</param>
/// <param name="Validity">From when to when the certificate is valid.</param>
/// <param name="WasRenewed">Whether it was made just now.</param>
public sealed record ServerTls(
    X509Certificate2 Certificate, X509Certificate2 Issuer, Validity Validity, bool WasRenewed) : IDisposable
{
    /// <summary>To be printed at start, so that a browser's warning can be judged.</summary>
    public CertificateFingerprint Fingerprint => CertificateFingerprint.Of(Certificate.RawDataMemory.Span);

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        Issuer.Dispose();
    }
}
