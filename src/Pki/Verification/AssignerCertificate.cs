using System.Security.Cryptography.X509Certificates;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;
using Garita.Pki.Profiles;

namespace Garita.Pki.Verification;

/// <summary>
/// A certificate that the server root stands behind and that may assign updates, which a server's own may not. Whoever
/// has it verifies what its key signed.
/// </summary>
public sealed class AssignerCertificate
{
    private AssignerCertificate(X509Certificate2 certificate, EcPublicKey key, EcPublicKey issuer)
    {
        (Key, IssuerKey) = (key, issuer);
        Validity = Validity.Between(certificate.NotBefore, certificate.NotAfter);
    }

    /// <summary>Whose signatures count.</summary>
    public EcPublicKey Key { get; }

    /// <summary>The key of the server issuer that vouches for it, for whoever pins that.</summary>
    public EcPublicKey IssuerKey { get; }

    /// <summary>
    /// From when to when it is valid, for whoever renews it. Devices do not judge it: none has a clock that it could
    /// prove, and which assignment is the newest is said by a counter.
    /// </summary>
    public Validity Validity { get; }

    /// <summary>
    /// Judges a certificate and its issuer's, both in DER, against a server root that is held already. Exactly three
    /// levels, exactly the profile; no time and no name. Never throws, whatever the bytes are. The proof is non-null
    /// exactly when nothing is refused.
    /// </summary>
    /// <param name="der">The assigner's certificate.</param>
    /// <param name="issuerDer">The server issuer's.</param>
    /// <param name="root">The server root; any other authority is nobody's issuer here.</param>
    /// <param name="assigner">The proof.</param>
    public static ChainRefusal TryVerify(
        ReadOnlySpan<byte> der,
        ReadOnlySpan<byte> issuerDer,
        AuthorityCertificate root,
        out AssignerCertificate? assigner)
    {
        ArgumentNullException.ThrowIfNull(root);
        assigner = null;
        ChainRefusal refusal = AuthorityCertificate.TryReadIssuer(
            issuerDer, CertificateRole.ServerIssuer, root, out AuthorityCertificate? issuer);
        if (refusal != ChainRefusal.None)
        {
            return refusal;
        }

        refusal = ChainRules.TryOpen(der, out X509Certificate2? certificate, out EcPublicKey? key);
        if (refusal != ChainRefusal.None)
        {
            return refusal;
        }

        using (certificate)
        {
            refusal = ChainRules.CheckSignedBy(der, certificate!, issuer!.Name);
            refusal = refusal == ChainRefusal.None
                ? ChainRules.CheckProfile(
                    certificate!, key!, CertificateProfiles.Of(CertificateRole.Assigner), issuer.Name)
                : refusal;
            assigner = refusal == ChainRefusal.None
                ? new AssignerCertificate(certificate!, key!, issuer.Name.Key)
                : null;
            return refusal;
        }
    }
}
