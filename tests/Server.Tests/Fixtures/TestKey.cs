using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Server.Tests.Fixtures;

/// <summary>A fresh P-256 key with the request that a holder would send.</summary>
public sealed class TestKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string CsrPem => new CertificateRequest("CN=ignored", _key, HashAlgorithmName.SHA256)
        .CreateSigningRequestPem();

    /// <summary>Leaf and issuer of a chain in PEM, the leaf with this key.</summary>
    public TestHolder Hold(string chainPem)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPem(chainPem);
        return new TestHolder(chain[0].CopyWithPrivateKey(_key), chain[1]);
    }

    public void Dispose() => _key.Dispose();
}
