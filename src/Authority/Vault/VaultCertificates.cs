using Garita.Durable;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Authority.Vault;

/// <summary>The certificates of a vault's five authorities, each checked against its root.</summary>
public sealed class VaultCertificates
{
    private const int MaxFileLength = 16 * 1024;

    private VaultCertificates(AuthorityCertificate[] byRole) =>
        (ServerRoot, DeviceRoot, ServerIssuer, DeviceIssuer, PeopleIssuer) =
            (byRole[0], byRole[1], byRole[2], byRole[3], byRole[4]);

    /// <summary>All that devices and command lines trust.</summary>
    public AuthorityCertificate ServerRoot { get; }

    /// <summary>All that servers accept clients from.</summary>
    public AuthorityCertificate DeviceRoot { get; }

    /// <summary>Signs server certificates.</summary>
    public AuthorityCertificate ServerIssuer { get; }

    /// <summary>Signs device certificates.</summary>
    public AuthorityCertificate DeviceIssuer { get; }

    /// <summary>Signs operators and services.</summary>
    public AuthorityCertificate PeopleIssuer { get; }

    /// <summary>One of the two roots; throws for any other role.</summary>
    public AuthorityCertificate Root(CertificateRole role) => role == CertificateRole.ServerRoot ? ServerRoot
        : role == CertificateRole.DeviceRoot ? DeviceRoot
        : throw new ArgumentOutOfRangeException(nameof(role), role, "not a root");

    internal static VaultRefusal TryRead(
        VaultLayout layout, IDurableFiles files, DateTimeOffset now, out VaultCertificates? certificates)
    {
        certificates = null;
        AuthorityCertificate[] byRole = new AuthorityCertificate[5];
        foreach (CertificateProfile profile in CertificateProfiles.All.Where(profile => profile.IsAuthority))
        {
            AuthorityCertificate? root = profile.IsRoot ? null : byRole[(int)profile.Issuer];
            if (TryReadOne(layout, files, profile, root) is not { } certificate)
            {
                return VaultRefusal.Damaged;
            }

            if (now < certificate.Validity.NotBefore)
            {
                return VaultRefusal.ClockBeforeAuthority;
            }

            byRole[(int)profile.Role] = certificate;
        }

        certificates = new VaultCertificates(byRole);
        return VaultRefusal.None;
    }

    private static AuthorityCertificate? TryReadOne(
        VaultLayout layout, IDurableFiles files, CertificateProfile profile, AuthorityCertificate? root)
    {
        string path = layout.Certificate(profile.Role);
        if (!File.Exists(path) || CertificatePem.TryReadFirst(files.Read(path, MaxFileLength)) is not { } der)
        {
            return null;
        }

        _ = root is null
            ? AuthorityCertificate.TryReadRoot(der, profile.Role, out AuthorityCertificate? certificate)
            : AuthorityCertificate.TryReadIssuer(der, profile.Role, root, out certificate);
        return certificate;
    }
}
