using System.Security.Cryptography;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Pki.Tests;

/// <summary>A whole installation's authorities, made afresh, and leaves of every role.</summary>
internal sealed class TestPki : IDisposable
{
    private readonly Dictionary<CertificateRole, EphemeralKey> _keys = [];
    private readonly Dictionary<CertificateRole, AuthorityCertificate> _authorities = [];

    public TestPki()
    {
        foreach (CertificateProfile profile in CertificateProfiles.All.Where(p => p.IsAuthority))
        {
            EphemeralKey key = _keys[profile.Role] = new EphemeralKey();
            string name = profile.Role == CertificateRole.DeviceIssuer ? "D" : "Garita " + profile.Role;
            byte[] der = Sign(Intend(profile.Role, new SubjectName(name), key.PublicKey));
            ChainRefusal refusal = profile.IsRoot
                ? AuthorityCertificate.TryReadRoot(der, profile.Role, out AuthorityCertificate? certificate)
                : AuthorityCertificate.TryReadIssuer(der, profile.Role, this[profile.Issuer], out certificate);
            Assert.Equal(ChainRefusal.None, refusal);
            _authorities[profile.Role] = certificate!;
        }

        Trust = new TrustSet(
            [this[CertificateRole.DeviceRoot]],
            [this[CertificateRole.DeviceIssuer], this[CertificateRole.PeopleIssuer]]);
    }

    /// <summary>The real time, because openssl and certtool judge by it.</summary>
    public DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public TrustSet Trust { get; }

    public AuthorityCertificate this[CertificateRole role] => _authorities[role];

    public EphemeralKey Key(CertificateRole role) => _keys[role];

    /// <summary>What a certificate of a role would say, issued now by the right issuer.</summary>
    public CertificateIntent Intend(CertificateRole role, SubjectName subject, EcPublicKey key)
    {
        CertificateProfile profile = CertificateProfiles.Of(role);
        DateTimeOffset begin = Now - TimeSpan.FromMinutes(1);
        bool needsNames = profile.Extensions.HasFlag(ProfileExtensions.Names);
        Assert.True(AlternativeNames.TryParse(
            needsNames ? ["mqtt.lan", "mqtt2.lan", "192.168.7.9", "fd00::9"] : [], out AlternativeNames names, out _));
        return new CertificateIntent(
            profile,
            subject,
            key,
            profile.IsRoot ? new IssuerName(subject.Encode(), key) : this[profile.Issuer].Name,
            Validity.Between(begin, begin + profile.Lifetime),
            NewSerial())
        {
            Names = names,
        };
    }

    /// <summary>A certificate of a leaf role, for a fresh key.</summary>
    public byte[] Leaf(
        CertificateRole role, string commonName, Func<CertificateIntent, CertificateIntent>? change = null)
    {
        using EphemeralKey key = new();
        CertificateIntent intent = Intend(role, new SubjectName(commonName), key.PublicKey);
        return Sign(change is null ? intent : change(intent));
    }

    public byte[] Sign(CertificateIntent intent)
    {
        byte[] der = CertificateWriter.Sign(intent, Key(intent.Profile.Issuer));
        Assert.Equal(IntentMismatch.None, CertificateComparison.Compare(der, intent));
        return der;
    }

    public static string CommonNameOf(CertificateRole role) =>
        role == CertificateRole.Device ? "ABCD1234"
        : role == CertificateRole.Service ? "service:commands"
        : role == CertificateRole.Operator ? "operator:ana"
        : role == CertificateRole.Birth ? "birth:batch-7"
        : role == CertificateRole.Assigner ? "Garita assigner"
        : "Garita server";

    public static CertificateSerial NewSerial()
    {
        CertificateSerial serial;
        while (!CertificateSerial.TryFromRandom(RandomNumberGenerator.GetBytes(8), out serial))
        {
        }

        return serial;
    }

    public void Dispose()
    {
        foreach (EphemeralKey key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
