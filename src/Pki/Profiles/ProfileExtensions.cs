namespace Garita.Pki.Profiles;

/// <summary>Which extensions a certificate carries beside key usage.</summary>
[Flags]
public enum ProfileExtensions
{
    /// <summary>None beside key usage.</summary>
    None = 0,

    /// <summary>basicConstraints, critical, CA:TRUE, no pathLen (RFC 5280 4.2.1.9).</summary>
    Authority = 1,

    /// <summary>subjectKeyIdentifier (RFC 5280 4.2.1.2).</summary>
    SubjectKey = 2,

    /// <summary>authorityKeyIdentifier with keyIdentifier only (RFC 5280 4.2.1.1).</summary>
    AuthorityKey = 4,

    /// <summary>subjectAltName with DNS names and IP addresses (RFC 5280 4.2.1.6).</summary>
    Names = 8,
}
