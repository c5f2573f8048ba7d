using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Cli.Api;

/// <summary>A P-256 key made on this machine, and the signing request for it. The server never sees the key.</summary>
public sealed class NewKey : IDisposable
{
    private readonly ECDsa _key;

    private NewKey(ECDsa key, string requestPem)
    {
        _key = key;
        RequestPem = requestPem;
    }

    /// <summary>PKCS#10 (RFC 2986) in PEM.</summary>
    public string RequestPem { get; }

    /// <summary>Makes a key. The name in the request is only for people: the CA sets the names itself.</summary>
    public static NewKey Create(string commonName)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder subject = new();
        subject.AddCommonName(commonName);
        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        return new NewKey(key, request.CreateSigningRequestPem());
    }

    /// <summary>The private key as PKCS#8 PEM. The caller clears the characters.</summary>
    public char[] ExportPem()
    {
        byte[] der = _key.ExportPkcs8PrivateKey();
        char[] pem = PemEncoding.Write("PRIVATE KEY", der);
        CryptographicOperations.ZeroMemory(der);
        return pem;
    }

    /// <summary>The private key as PKCS#8 DER. The caller clears the bytes.</summary>
    public byte[] ExportPkcs8() => _key.ExportPkcs8PrivateKey();

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <inheritdoc/>
    public override string ToString() => "[private key]";
}
