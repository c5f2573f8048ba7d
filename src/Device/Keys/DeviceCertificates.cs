using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Device.Keys;

/// <summary>
/// A device's certificate, the issuers above it, and the roots that broker certificates must chain to.
/// </summary>
public sealed class DeviceCertificates : IDisposable
{
    private DeviceCertificates(X509Certificate2Collection chain, X509Certificate2Collection roots)
    {
        Leaf = chain[0];
        Issuers = [.. chain.Skip(1)];
        ServerRoots = [.. roots];
    }

    /// <summary>The device's own certificate, without its key.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>The issuing CAs, nearest first; the device root is not among them.</summary>
    public IReadOnlyList<X509Certificate2> Issuers { get; }

    /// <summary>The server roots trusted; two while a root is being replaced.</summary>
    public IReadOnlyList<X509Certificate2> ServerRoots { get; }

    /// <summary>Leaf and issuers as PEM.</summary>
    public string ChainPem => Pem([Leaf, .. Issuers]);

    /// <summary>The server roots as PEM.</summary>
    public string ServerRootsPem => Pem(ServerRoots);

    /// <summary>Reads both from PEM.</summary>
    /// <param name="chainPem">The leaf first, then its issuers.</param>
    /// <param name="serverRootsPem">One server root or more.</param>
    /// <exception cref="DeviceException">One of them holds no certificate.</exception>
    public static DeviceCertificates FromPem(string chainPem, string serverRootsPem) =>
        new(Read(chainPem, "device certificate"), Read(serverRootsPem, "server root"));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (X509Certificate2 certificate in (IEnumerable<X509Certificate2>)[Leaf, .. Issuers, .. ServerRoots])
        {
            certificate.Dispose();
        }
    }

    /// <summary>Refuses a certificate that is not for this key.</summary>
    internal void MustMatch(ECDsa key)
    {
        using ECDsa? own = Leaf.GetECDsaPublicKey();
        byte[] expected = key.ExportSubjectPublicKeyInfo();
        if (own is null || !own.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(expected))
        {
            throw new DeviceException(
                DeviceFault.CertificateForAnotherKey, $"The certificate of '{Leaf.Subject}' is for another key.");
        }
    }

    private static string Pem(IReadOnlyList<X509Certificate2> certificates) =>
        string.Concat(certificates.Select(c => c.ExportCertificatePem() + "\n"));

    private static X509Certificate2Collection Read(string pem, string what)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException fault)
        {
            throw new DeviceException(DeviceFault.FileInvalid, $"The {what} is not PEM.", fault);
        }

        return certificates.Count > 0
            ? certificates
            : throw new DeviceException(DeviceFault.NoCertificate, $"There is no {what}.");
    }
}
