using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Garita.Authority.Issuing;
using Garita.Authority.Keys;
using Garita.Durable;
using Garita.Pki.Issuing;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Authority.Vault;

/// <summary>
/// The server's own certificate: loaded, and made anew with a fresh key when a third of its life is left, when the
/// names changed, or when the file is not usable. One file holds all of it, so that it is old or new, never mixed.
/// </summary>
internal sealed class ServerCertificates(
    VaultLayout layout, IDurableFiles files, Issuer issuer, Passphrase? secret, KeyPem pem)
{
    private const int MaxFileLength = 64 * 1024;
    private static readonly TimeSpan s_backdating = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_renewWhenLeft = CertificateProfiles.Of(CertificateRole.Server).Lifetime / 3;

    /// <summary>The certificate to serve now.</summary>
    public ServerTls Current(AlternativeNames names, DateTimeOffset now)
    {
        ServerTls? stored = TryLoad(names, now);
        if (stored is not null)
        {
            return stored;
        }

        Replace(names, now);
        return TryLoad(names, now) is { } fresh
            ? fresh with { WasRenewed = true }
            : throw new AuthorityException("the new server certificate does not pass its own rules");
    }

    /// <summary>Makes a key and a certificate for these names and puts them in place.</summary>
    public void Replace(AlternativeNames names, DateTimeOffset now)
    {
        using SoftwareSigningKey key = SoftwareSigningKey.Generate();
        CertificateProfile profile = CertificateProfiles.Of(CertificateRole.Server);
        CertificateIntent intent = new(
            profile,
            new SubjectName("Garita server"),
            key.PublicKey,
            issuer.Certificate.Name,
            LeafValidity.Choose(profile, issuer.Certificate.Validity, now, s_backdating),
            SerialSource.Draw())
        {
            Names = names,
        };
        byte[] der = ComparedSigner.Sign(intent, issuer.Key);
        byte[] keyPem = pem.Write(key, secret);
        string chain = PemEncoding.WriteString("CERTIFICATE", der) + "\n" + issuer.Certificate.ToPem();
        byte[] content = [.. keyPem, .. Encoding.ASCII.GetBytes(chain)];
        files.Replace(layout.Server, content, FileSecrecy.Secret);
        CryptographicOperations.ZeroMemory(keyPem);
        CryptographicOperations.ZeroMemory(content);
    }

    private ServerTls? TryLoad(AlternativeNames names, DateTimeOffset now)
    {
        if (!File.Exists(layout.Server))
        {
            return null;
        }

        byte[] content = files.Read(layout.Server, MaxFileLength);
        KeyOpening opening = KeyPem.TryRead(content, secret, out SoftwareSigningKey? key);
        using (key)
        {
            byte[]? der = CertificatePem.TryReadFirst(content);
            CryptographicOperations.ZeroMemory(content);
            return opening == KeyOpening.Opened && der is not null && IsUsable(der, names, now, out Validity validity)
                ? Join(der, key!, validity)
                : null;
        }
    }

    private bool IsUsable(byte[] der, AlternativeNames names, DateTimeOffset now, out Validity validity)
    {
        validity = default;
        foreach (string name in names.All)
        {
            ChainRefusal refusal = ServerCertificate.TryVerify(
                der, issuer.Certificate, name, now, out ServerCertificate? server);
            if (refusal != ChainRefusal.None || now > server!.Validity.NotAfter - s_renewWhenLeft)
            {
                return false;
            }

            validity = server.Validity;
        }

        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
        X509SubjectAlternativeNameExtension borne =
            certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        return borne.EnumerateDnsNames().Count() == names.DnsNames.Length
            && borne.EnumerateIPAddresses().Count() == names.Addresses.Length;
    }

    private ServerTls? Join(byte[] der, SoftwareSigningKey key, Validity validity)
    {
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(der);
        try
        {
            X509Certificate2 withKey = bare.CopyWithPrivateKey(key.Pair);
            return new ServerTls(withKey, issuer.Certificate.ToX509(), validity, WasRenewed: false);
        }
        catch (ArgumentException)
        {
            // The key is not the certificate's: the file was put together by hand.
            return null;
        }
    }
}
