using Garita.Pki.Keys;
using Garita.Pki.Verification;

namespace Garita.Authority.Keys;

/// <summary>An issuing certificate together with the key that signs for it. Prints the name, never the key.</summary>
public sealed class Issuer : IDisposable
{
    /// <summary>Joins the two; throws where the key is not the certificate's.</summary>
    public Issuer(AuthorityCertificate certificate, ISigningKey key)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(key);
        if (certificate.Name.Key.Hash != key.PublicKey.Hash)
        {
            throw new ArgumentException("the key is not the certificate's", nameof(key));
        }

        Certificate = certificate;
        Key = key;
    }

    /// <summary>The certificate.</summary>
    public AuthorityCertificate Certificate { get; }

    /// <summary>The key; owned here.</summary>
    public ISigningKey Key { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Certificate.Role} [signing key]";

    /// <inheritdoc/>
    public void Dispose() => (Key as IDisposable)?.Dispose();
}
