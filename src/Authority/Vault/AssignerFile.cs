using System.Security.Cryptography;
using System.Text;
using Garita.Authority.Issuing;
using Garita.Authority.Keys;
using Garita.Durable;
using Garita.Pki.Issuing;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Authority.Vault;

/// <summary>
/// The assigner's key and certificate: loaded, and made anew when a third of its life is left, when its issuer is
/// another, or when the file is not usable. One file holds all of it, so that it is old or new, never mixed. Nothing in
/// the field depends on the old one: devices hold the server root alone.
/// </summary>
internal sealed class AssignerFile(
    VaultLayout layout, IDurableFiles files, Issuer issuer, AuthorityCertificate root, Passphrase? secret, KeyPem pem)
{
    private const int MaxFileLength = 64 * 1024;
    private static readonly CertificateProfile s_profile = CertificateProfiles.Of(CertificateRole.Assigner);
    private static readonly TimeSpan s_backdating = TimeSpan.FromHours(1);

    /// <summary>The assigner for now; it is non-null exactly when nothing is refused, and is the caller's.</summary>
    public VaultRefusal TryOpen(DateTimeOffset now, out Assigner? assigner)
    {
        assigner = null;
        if (File.Exists(layout.Assigner) && VaultKeys.IsReadableByOthers(layout.Assigner))
        {
            // Not made anew: what others read was good for devices, and still is. A person has to look.
            return VaultRefusal.KeyReadableByOthers;
        }

        assigner = TryLoad();
        if (assigner is null || IsDue(assigner.Validity, now))
        {
            assigner?.Dispose();
            Replace(now);
            assigner = TryLoad(wasRenewed: true)
                ?? throw new AuthorityException("the new assigner's certificate does not pass its own rules");
        }

        return VaultRefusal.None;
    }

    private static bool IsDue(Validity validity, DateTimeOffset now) =>
        now > validity.NotAfter - ((validity.NotAfter - validity.NotBefore) / 3);

    private void Replace(DateTimeOffset now)
    {
        using SoftwareSigningKey key = SoftwareSigningKey.Generate();
        CertificateIntent intent = new(
            s_profile,
            new SubjectName("Garita assigner"),
            key.PublicKey,
            issuer.Certificate.Name,
            LeafValidity.Choose(s_profile, issuer.Certificate.Validity, now, s_backdating),
            SerialSource.Draw());
        byte[] der = ComparedSigner.Sign(intent, issuer.Key);
        byte[] keyPem = pem.Write(key, secret);
        string chain = PemEncoding.WriteString("CERTIFICATE", der) + "\n" + issuer.Certificate.ToPem();
        byte[] content = [.. keyPem, .. Encoding.ASCII.GetBytes(chain)];
        try
        {
            files.Replace(layout.Assigner, content, FileSecrecy.Secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyPem);
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private Assigner? TryLoad(bool wasRenewed = false)
    {
        if (!File.Exists(layout.Assigner))
        {
            return null;
        }

        byte[] content = files.Read(layout.Assigner, MaxFileLength);
        KeyOpening opening = KeyPem.TryRead(content, secret, out SoftwareSigningKey? key);
        byte[]? der = CertificatePem.TryReadFirst(content);
        CryptographicOperations.ZeroMemory(content);
        if (opening == KeyOpening.Opened && der is not null && Judge(der, key!) is { } validity)
        {
            return new Assigner(key!, der, issuer.Certificate.Der, validity) { WasRenewed = wasRenewed };
        }

        key?.Dispose();
        return null;
    }

    // Null: not usable. The dates are not part of it, as they are not for devices.
    private Validity? Judge(byte[] der, SoftwareSigningKey key)
    {
        ChainRefusal refusal = AssignerCertificate.TryVerify(
            der, issuer.Certificate.Der.Span, root, out AssignerCertificate? assigner);
        return refusal == ChainRefusal.None && assigner!.Key.Hash == key.PublicKey.Hash ? assigner.Validity : null;
    }
}
