using System.Security.Cryptography.X509Certificates;

namespace Garita.Quic;

/// <summary>What this end shows: its certificate with the private key, and the issuers to send along.</summary>
public sealed class QuicCertificate
{
    /// <summary>Puts the two together; the caller keeps owning the certificates, and keeps them alive.</summary>
    /// <param name="leaf">With its private key: ECDSA on P-256, which must be exportable, since the library that does
    /// TLS takes a copy.</param>
    /// <param name="issuers">The issuing CAs between leaf and root, without the root.</param>
    /// <exception cref="ArgumentException">The leaf has no ECDSA key.</exception>
    public QuicCertificate(X509Certificate2 leaf, params IReadOnlyList<X509Certificate2> issuers)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        ArgumentNullException.ThrowIfNull(issuers);
        using (var key = leaf.GetECDsaPrivateKey())
        {
            if (key is null)
            {
                throw new ArgumentException("The certificate has no ECDSA private key.", nameof(leaf));
            }
        }

        Leaf = leaf;
        Issuers = [.. issuers];
    }

    /// <summary>This end's own certificate.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>The issuing CAs sent along.</summary>
    public IReadOnlyList<X509Certificate2> Issuers { get; }

    /// <inheritdoc/>
    public override string ToString() => $"QuicCertificate {{ {Leaf.Subject} }}";
}
