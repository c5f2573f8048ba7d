using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Device.Keys;

/// <summary>
/// Asks for a certificate (PKCS#10, RFC 2986). Only the public key matters: the CA gives the names, so the subject is
/// left empty.
/// </summary>
public static class SigningRequest
{
    /// <summary>The request as PEM, signed with the store's key.</summary>
    public static string CreatePem(IKeyStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        using ECDsa key = store.OpenKey();
        return Build(key).CreateSigningRequestPem() + "\n";
    }

    /// <summary>The request as DER, signed with the store's key.</summary>
    public static byte[] CreateDer(IKeyStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        using ECDsa key = store.OpenKey();
        return Build(key).CreateSigningRequest();
    }

    private static CertificateRequest Build(ECDsa key) =>
        new(new X500DistinguishedName(string.Empty), key, HashAlgorithmName.SHA256);
}
