using System.Security.Cryptography;
using Garita.Contracts.Identities;
using Garita.Pki.Issuing;

namespace Garita.Authority.Issuing;

/// <summary>A certificate that was signed, compared and durably recorded. Only the authority makes one.</summary>
public sealed class IssuedCertificate
{
    private readonly byte[] _der;
    private readonly byte[] _issuer;

    internal IssuedCertificate(Identity identity, CertificateIntent intent, byte[] der, ReadOnlyMemory<byte> issuer)
    {
        Identity = identity;
        Serial = intent.Serial;
        Validity = intent.Validity;
        Fingerprint = CertificateFingerprint.Of(der);
        _der = der;
        _issuer = issuer.ToArray();
    }

    /// <summary>Whom it names.</summary>
    public Identity Identity { get; }

    /// <summary>Its serial number.</summary>
    public CertificateSerial Serial { get; }

    /// <summary>From when to when it is valid.</summary>
    public Validity Validity { get; }

    /// <summary>What the registry shall know it by.</summary>
    public CertificateFingerprint Fingerprint { get; }

    /// <summary>The certificate in DER.</summary>
    public ReadOnlyMemory<byte> Der => _der;

    /// <summary>The issuing certificate in DER, which the holder sends along.</summary>
    public ReadOnlyMemory<byte> IssuerDer => _issuer;

    /// <summary>Certificate and issuer in PEM, in the order in which TLS sends them (RFC 8446 4.4.2).</summary>
    public string ToChainPem() => PemEncoding.WriteString("CERTIFICATE", _der) + "\n"
        + PemEncoding.WriteString("CERTIFICATE", _issuer) + "\n";
}
