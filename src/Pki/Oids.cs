namespace Garita.Pki;

/// <summary>Every object identifier that our certificates and requests may hold.</summary>
public static class Oids
{
    /// <summary>id-ecPublicKey (RFC 5480 2.1.1).</summary>
    public const string EcPublicKey = "1.2.840.10045.2.1";

    /// <summary>secp256r1, also called prime256v1 and P-256 (RFC 5480 2.1.1.1).</summary>
    public const string Secp256r1 = "1.2.840.10045.3.1.7";

    /// <summary>rsaEncryption (RFC 3279 2.3.1); known only to be refused by name.</summary>
    public const string RsaEncryption = "1.2.840.113549.1.1.1";

    /// <summary>ecdsa-with-SHA256 (RFC 5758 3.2).</summary>
    public const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    /// <summary>id-kp-serverAuth (RFC 5280 4.2.1.12).</summary>
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    /// <summary>id-kp-clientAuth (RFC 5280 4.2.1.12).</summary>
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>
    /// Ours: the holder is a service. Under the arc that needs no registration (X.667), 61 bits drawn at random,
    /// because GnuTLS reads no component of more than 64 bits.
    /// </summary>
    public const string GaritaService = "2.25.1438734093540693157";

    /// <summary>Ours: the holder is an operator. Made as <see cref="GaritaService"/> was.</summary>
    public const string GaritaOperator = "2.25.1745644161460209505";

    /// <summary>Ours: what a batch shares at birth. Made as <see cref="GaritaService"/> was.</summary>
    public const string GaritaBirth = "2.25.1768752417139437512";

    /// <summary>Ours: the holder assigns updates to devices. Made as <see cref="GaritaService"/> was.</summary>
    public const string GaritaAssigner = "2.25.1370265068193383868";

    /// <summary>subjectKeyIdentifier (RFC 5280 4.2.1.2).</summary>
    public const string SubjectKeyIdentifier = "2.5.29.14";

    /// <summary>keyUsage (RFC 5280 4.2.1.3).</summary>
    public const string KeyUsage = "2.5.29.15";

    /// <summary>subjectAltName (RFC 5280 4.2.1.6).</summary>
    public const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>basicConstraints (RFC 5280 4.2.1.9).</summary>
    public const string BasicConstraints = "2.5.29.19";

    /// <summary>authorityKeyIdentifier (RFC 5280 4.2.1.1).</summary>
    public const string AuthorityKeyIdentifier = "2.5.29.35";

    /// <summary>extKeyUsage (RFC 5280 4.2.1.12).</summary>
    public const string ExtendedKeyUsage = "2.5.29.37";

    /// <summary>id-at-commonName (RFC 5280 A.1).</summary>
    public const string CommonName = "2.5.4.3";

    /// <summary>id-at-organizationName (RFC 5280 A.1).</summary>
    public const string Organization = "2.5.4.10";

    /// <summary>id-at-organizationalUnitName (RFC 5280 A.1).</summary>
    public const string OrganizationalUnit = "2.5.4.11";
}
