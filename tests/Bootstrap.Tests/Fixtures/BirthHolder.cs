using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Bootstrap.Tests.Fixtures;

/// <summary>A certificate with its key, and the issuer to send along.</summary>
internal sealed class BirthHolder : IDisposable
{
    private readonly ECDsa _key;

    public BirthHolder(ECDsa key, ReadOnlyMemory<byte> leaf, ReadOnlyMemory<byte> issuer)
    {
        _key = key;
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(leaf.Span);
        Leaf = bare.CopyWithPrivateKey(key);
        Issuer = X509CertificateLoader.LoadCertificate(issuer.Span);
    }

    public X509Certificate2 Leaf { get; }

    public X509Certificate2 Issuer { get; }

    public void Dispose()
    {
        Leaf.Dispose();
        Issuer.Dispose();
        _key.Dispose();
    }
}
