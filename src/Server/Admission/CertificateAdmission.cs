using System.Security.Cryptography.X509Certificates;
using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.Pki.Verification;

namespace Garita.Server.Admission;

/// <summary>
/// The one piece of code that says who a client certificate is and whether its holder may come in. Every transport asks
/// it, for every handshake, resumed ones included.
/// </summary>
/// <remarks>
/// It does not protect against a key that was copied from a device: until the certificate is revoked in the registry,
/// whoever holds the key is that device.
/// </remarks>
public sealed class CertificateAdmission(TrustSet trust, IRegistryLookup registry, TimeProvider time)
{
    private volatile TrustSet _trust = trust;

    /// <summary>
    /// Whom certificates are accepted from. Set when an issuer is added or taken away; holds from the next question.
    /// </summary>
    public TrustSet Trust
    {
        get => _trust;
        set => _trust = value;
    }

    /// <summary>
    /// Asked about birth certificates. Null, as everywhere but on the bootstrap listener: they are refused.
    /// </summary>
    public IRegistryLookup? Births { get; init; }

    /// <summary>Judges a certificate. It must not be disposed meanwhile.</summary>
    /// <param name="certificate">As the TLS engine hands it over, possession of its key proved.</param>
    /// <param name="remoteAddress">Address and port, for logs.</param>
    public AdmissionVerdict Judge(X509Certificate2 certificate, string remoteAddress)
    {
        PeerVerdict verdict = PeerCertificate.Verify(certificate, _trust, time.GetUtcNow());
        if (verdict.Peer is { } proved)
        {
            return RegistryFor(proved.Identity.Kind) is { } asked
                ? new AdmissionVerdict(ChainRefusal.None, Ask(asked, proved, remoteAddress))
                : new AdmissionVerdict(ChainRefusal.WrongPurpose, null);
        }

        // All is right but the time: the peer can be told so.
        if (verdict is { Refusal: ChainRefusal.Expired, Lapsed: { } lapsed }
            && RegistryFor(lapsed.Identity.Kind) is not null)
        {
            PeerAttributes attributes = PeerAttributes.Of(lapsed.Identity);
            Peer expired = new(attributes, lapsed.Fingerprint, remoteAddress, PeerRefusal.Expired);
            return new AdmissionVerdict(ChainRefusal.None, expired);
        }

        return new AdmissionVerdict(verdict.Refusal, null);
    }

    private IRegistryLookup? RegistryFor(IdentityKind kind) => kind == IdentityKind.Birth ? Births : registry;

    private static Peer Ask(IRegistryLookup asked, PeerCertificate proved, string remoteAddress)
    {
        RegistryEntry? entry = asked.Find(proved.Fingerprint);

        // A registry that holds the certificate under another name than the one it proves is wrong about it.
        bool known = entry is not null && entry.Attributes.Identity == proved.Identity;
        PeerAttributes attributes = known ? entry!.Attributes : PeerAttributes.Of(proved.Identity);
        return new Peer(
            attributes with { OrganizationalUnit = proved.OrganizationalUnit },
            proved.Fingerprint,
            remoteAddress,
            known ? entry!.Refusal : PeerRefusal.Unknown);
    }
}
