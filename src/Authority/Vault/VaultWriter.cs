using System.Security.Cryptography;
using System.Text;
using Garita.Authority.Issuing;
using Garita.Authority.Keys;
using Garita.Durable;
using Garita.Pki.Issuing;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Authority.Vault;

/// <summary>Makes the keys and certificates of a new vault in a directory that nobody uses yet.</summary>
internal sealed class VaultWriter(VaultRequest request, VaultLayout layout, IDurableFiles files, DateTimeOffset now)
{
    // Whoever reads a certificate just made may have a clock that runs a little behind.
    private static readonly TimeSpan s_backdating = TimeSpan.FromHours(1);

    private readonly KeyPem _pem = new(request.Iterations);

    /// <summary>Whether every name fits into a certificate.</summary>
    public bool NamesAreValid => new[]
    {
        CertificateRole.ServerRoot, CertificateRole.DeviceRoot, CertificateRole.ServerIssuer,
        CertificateRole.DeviceIssuer, CertificateRole.PeopleIssuer,
    }.All(role => SubjectOf(role).IsValid);

    public void Write()
    {
        using (Issuer root = MakeAuthority(CertificateRole.ServerRoot, null, request.RootPassphrase))
        using (Issuer issuer = MakeAuthority(CertificateRole.ServerIssuer, root, request.UnlockSecret))
        {
            files.WriteNew(layout.Names, Encoding.UTF8.GetBytes(NamesText(request.Names)), FileSecrecy.Public);
            new ServerCertificates(layout, files, issuer, request.UnlockSecret, _pem).Replace(request.Names, now);
        }

        using (Issuer root = MakeAuthority(CertificateRole.DeviceRoot, null, request.RootPassphrase))
        {
            MakeAuthority(CertificateRole.DeviceIssuer, root, request.UnlockSecret).Dispose();
            MakeAuthority(CertificateRole.PeopleIssuer, root, request.RootPassphrase).Dispose();
        }

        new SideKeyFile(layout.LogKey, files, request.UnlockSecret, _pem).Make().Dispose();
    }

    internal static string NamesText(AlternativeNames names) => string.Join('\n', names.All) + "\n";

    private Issuer MakeAuthority(CertificateRole role, Issuer? signer, Passphrase? secret)
    {
        SoftwareSigningKey key = SoftwareSigningKey.Generate();
        CertificateProfile profile = CertificateProfiles.Of(role);
        SubjectName subject = SubjectOf(role);
        IssuerName issuer = signer?.Certificate.Name ?? new IssuerName(subject.Encode(), key.PublicKey);
        Validity parent = signer?.Certificate.Validity ?? Validity.Between(now - s_backdating, DateTimeOffset.MaxValue);
        CertificateIntent intent = new(
            profile,
            subject,
            key.PublicKey,
            issuer,
            LeafValidity.Choose(profile, parent, now, s_backdating),
            SerialSource.Draw());
        byte[] der = ComparedSigner.Sign(intent, signer?.Key ?? key);
        byte[] keyPem = _pem.Write(key, secret);
        files.WriteNew(layout.Key(role), keyPem, FileSecrecy.Secret);
        CryptographicOperations.ZeroMemory(keyPem);
        ChainRefusal refusal = signer is null
            ? AuthorityCertificate.TryReadRoot(der, role, out AuthorityCertificate? certificate)
            : AuthorityCertificate.TryReadIssuer(der, role, signer.Certificate, out certificate);
        if (refusal != ChainRefusal.None)
        {
            throw new AuthorityException($"the new certificate of {role} does not pass its own rules: {refusal}");
        }

        files.WriteNew(layout.Certificate(role), Encoding.ASCII.GetBytes(certificate!.ToPem()), FileSecrecy.Public);
        return new Issuer(certificate, key);
    }

    // Names of the device path are short, because every device carries or sends them.
    private SubjectName SubjectOf(CertificateRole role) => role switch
    {
        CertificateRole.ServerRoot => new SubjectName("Garita server root", null, request.Organization),
        CertificateRole.DeviceRoot => new SubjectName("Garita device root", null, request.Organization),
        CertificateRole.ServerIssuer => new SubjectName("Garita servers"),
        CertificateRole.DeviceIssuer => new SubjectName(request.DeviceIssuerName),
        CertificateRole.PeopleIssuer => new SubjectName("Garita people"),
        CertificateRole.Server or CertificateRole.Device or CertificateRole.Service or CertificateRole.Operator
            or CertificateRole.Birth or CertificateRole.Assigner =>
            throw new ArgumentOutOfRangeException(nameof(role), role, "not an authority"),
    };
}
