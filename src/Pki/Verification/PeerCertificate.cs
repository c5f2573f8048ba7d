using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Identities;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;

namespace Garita.Pki.Verification;

/// <summary>
/// A client's certificate that one of our issuers signed for one of our client roles and that is valid now. It says who
/// the peer is; whether that peer is still welcome is the registry's to say, by the fingerprint.
/// </summary>
public sealed class PeerCertificate
{
    private PeerCertificate(Identity identity, string? unit, X509Certificate2 certificate, EcPublicKey key)
    {
        Identity = identity;
        OrganizationalUnit = unit;
        Fingerprint = CertificateFingerprint.Of(certificate.RawDataMemory.Span);
        SerialNumber = certificate.SerialNumber.ToLowerInvariant();
        KeyHash = key.Hash;
        Validity = Validity.Between(certificate.NotBefore, certificate.NotAfter);
    }

    /// <summary>Who the peer is; the kind follows from issuer and purposes.</summary>
    public Identity Identity { get; }

    /// <summary>The subject's OU, or null.</summary>
    public string? OrganizationalUnit { get; }

    /// <summary>What the registry knows the certificate by.</summary>
    public CertificateFingerprint Fingerprint { get; }

    /// <summary>The serial number in lower-case hex.</summary>
    public string SerialNumber { get; }

    /// <summary>The hash of the public key.</summary>
    public PublicKeyHash KeyHash { get; }

    /// <summary>From when to when the certificate is valid.</summary>
    public Validity Validity { get; }

    /// <summary>Judges a certificate as a TLS engine hands it over. It must not be disposed meanwhile.</summary>
    public static PeerVerdict Verify(X509Certificate2 certificate, TrustSet trust, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(trust);
        ReadOnlySpan<byte> der = certificate.RawDataMemory.Span;
        ChainRefusal refusal = ChainRules.CheckForm(der, out EcPublicKey? key);
        return refusal == ChainRefusal.None
            ? Judge(der, certificate, key!, trust, now)
            : new PeerVerdict(refusal, null, null);
    }

    /// <summary>Judges a certificate in DER. Never throws, whatever the bytes are.</summary>
    public static PeerVerdict Verify(ReadOnlySpan<byte> der, TrustSet trust, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trust);
        ChainRefusal opened = ChainRules.TryOpen(der, out X509Certificate2? certificate, out EcPublicKey? key);
        if (opened != ChainRefusal.None)
        {
            return new PeerVerdict(opened, null, null);
        }

        using (certificate)
        {
            return Judge(der, certificate!, key!, trust, now);
        }
    }

    private static PeerVerdict Judge(
        ReadOnlySpan<byte> der, X509Certificate2 certificate, EcPublicKey key, TrustSet trust, DateTimeOffset now)
    {
        ChainRefusal unsigned = TryFindIssuer(der, certificate, trust, out AuthorityCertificate? issuer);
        return unsigned == ChainRefusal.None
            ? Judge(certificate, key, issuer!, now)
            : new PeerVerdict(unsigned, null, null);
    }

    private static ChainRefusal TryFindIssuer(
        ReadOnlySpan<byte> der, X509Certificate2 certificate, TrustSet trust, out AuthorityCertificate? issuer)
    {
        ChainRefusal refusal = ChainRefusal.UnknownIssuer;

        // Two issuers may bear one name while one follows the other; the signature decides between them.
        foreach (AuthorityCertificate candidate in trust.Issuers)
        {
            ChainRefusal result = ChainRules.CheckSignedBy(der, certificate, candidate.Name);
            if (result == ChainRefusal.None)
            {
                issuer = candidate;
                return result;
            }

            refusal = result == ChainRefusal.BadSignature ? result : refusal;
        }

        issuer = null;
        return refusal;
    }

    private static PeerVerdict Judge(
        X509Certificate2 certificate, EcPublicKey key, AuthorityCertificate issuer, DateTimeOffset now)
    {
        CertificateProfile? profile = CertificateProfiles.All.FirstOrDefault(
            candidate => candidate.Issuer == issuer.Role && ChainRules.HasPurposeOf(certificate, candidate));
        if (profile is null || TryKindOf(profile.Role) is not IdentityKind kind)
        {
            return new PeerVerdict(ChainRefusal.WrongPurpose, null, null);
        }

        ChainRefusal refusal = ChainRules.CheckProfile(certificate, key, profile, issuer.Name);
        if (refusal != ChainRefusal.None)
        {
            return new PeerVerdict(refusal, null, null);
        }

        SubjectName? subject = SubjectName.TryRead(certificate.SubjectName);
        if (subject is null || !Identity.TryFromCommonName(kind, subject.CommonName, out Identity identity))
        {
            return new PeerVerdict(ChainRefusal.WrongName, null, null);
        }

        PeerCertificate peer = new(identity, subject.OrganizationalUnit, certificate, key);
        ChainRefusal time = ChainRules.CheckTime(peer.Validity, issuer.Validity, now);
        return time == ChainRefusal.None
            ? new PeerVerdict(ChainRefusal.None, peer, null)
            : new PeerVerdict(time, null, new LapsedPeer(identity, peer.Fingerprint));
    }

    private static IdentityKind? TryKindOf(CertificateRole role) => role switch
    {
        CertificateRole.Device => IdentityKind.Device,
        CertificateRole.Service => IdentityKind.Service,
        CertificateRole.Operator => IdentityKind.Operator,
        CertificateRole.Birth => IdentityKind.Birth,
        CertificateRole.ServerRoot or CertificateRole.DeviceRoot or CertificateRole.ServerIssuer
            or CertificateRole.DeviceIssuer or CertificateRole.PeopleIssuer or CertificateRole.Server
            or CertificateRole.Assigner => null,
    };
}
