using System.Security.Cryptography;
using Garita.Authority.Keys;
using Garita.Durable;
using Garita.Pki.Verification;

namespace Garita.Authority.Vault;

/// <summary>Reads the keys of a vault and holds each against its certificate.</summary>
internal sealed record VaultKeys(Issuer DeviceIssuer, Issuer ServerIssuer, bool ArePlain)
{
    /// <summary>An encrypted P-256 key takes about 400 bytes of PEM.</summary>
    public const int MaxKeyLength = 16 * 1024;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static VaultRefusal TryOpen(
        VaultLayout layout,
        IDurableFiles files,
        VaultCertificates certificates,
        Passphrase? secret,
        out VaultKeys? keys)
    {
        keys = null;
        VaultRefusal refusal = TryReadIssuer(layout, files, certificates.DeviceIssuer, secret, out Issuer? device);
        if (refusal != VaultRefusal.None)
        {
            return refusal;
        }

        refusal = TryReadIssuer(layout, files, certificates.ServerIssuer, secret, out Issuer? server);
        if (refusal != VaultRefusal.None)
        {
            device!.Dispose();
            return refusal;
        }

        bool plain = IsPlain(files.Read(layout.Key(certificates.DeviceIssuer.Role), MaxKeyLength))
            || IsPlain(files.Read(layout.Key(certificates.ServerIssuer.Role), MaxKeyLength));
        keys = new VaultKeys(device!, server!, plain);
        return VaultRefusal.None;
    }

    public static VaultRefusal TryReadIssuer(
        VaultLayout layout,
        IDurableFiles files,
        AuthorityCertificate certificate,
        Passphrase? secret,
        out Issuer? issuer)
    {
        issuer = null;
        string path = layout.Key(certificate.Role);
        if (!File.Exists(path))
        {
            return VaultRefusal.Damaged;
        }

        if (IsReadableByOthers(path))
        {
            return VaultRefusal.KeyReadableByOthers;
        }

        byte[] pem = files.Read(path, MaxKeyLength);
        KeyOpening opening = KeyPem.TryRead(pem, secret, out SoftwareSigningKey? key);
        CryptographicOperations.ZeroMemory(pem);
        VaultRefusal refusal = Judge(opening, key, certificate);
        if (refusal == VaultRefusal.None)
        {
            issuer = new Issuer(certificate, key!);
        }
        else
        {
            key?.Dispose();
        }

        return refusal;
    }

    public static bool IsReadableByOthers(string path) => (File.GetUnixFileMode(path) & Others) != 0;

    public static VaultRefusal Judge(KeyOpening opening, SoftwareSigningKey? key, AuthorityCertificate certificate) =>
        opening switch
        {
            KeyOpening.Opened => key!.PublicKey.Hash == certificate.Name.Key.Hash
                ? VaultRefusal.None
                : VaultRefusal.Damaged,
            KeyOpening.SecretNeeded => VaultRefusal.SecretNeeded,
            KeyOpening.WrongSecret => VaultRefusal.WrongSecret,
            KeyOpening.Damaged => VaultRefusal.Damaged,
        };

    private static bool IsPlain(byte[] pem)
    {
        bool plain = pem.AsSpan().IndexOf("-----BEGIN PRIVATE KEY-----"u8) >= 0;
        CryptographicOperations.ZeroMemory(pem);
        return plain;
    }
}
