using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.Pki.Issuing;

/// <summary>The name in a certificate, set by the authority: CN, and O and OU where they are wanted.</summary>
/// <param name="CommonName">1 to 64 characters (RFC 5280 A.1, ub-common-name).</param>
/// <param name="OrganizationalUnit">1 to 64 characters, or null.</param>
/// <param name="Organization">1 to 64 characters, or null.</param>
public sealed record SubjectName(string CommonName, string? OrganizationalUnit = null, string? Organization = null)
{
    /// <summary>The longest value of each part, in characters (RFC 5280 A.1).</summary>
    public const int MaxPartLength = 64;

    /// <summary>Whether every part keeps to its length and holds no control character.</summary>
    public bool IsValid => IsPart(CommonName)
        && (OrganizationalUnit is null || IsPart(OrganizationalUnit))
        && (Organization is null || IsPart(Organization));

    /// <summary>The name in the framework's form; O, OU, CN in this order, as UTF8String.</summary>
    public X500DistinguishedName Encode()
    {
        X500DistinguishedNameBuilder builder = new();

        // The builder writes what was added last first.
        builder.AddCommonName(CommonName);
        if (OrganizationalUnit is not null)
        {
            builder.AddOrganizationalUnitName(OrganizationalUnit);
        }

        if (Organization is not null)
        {
            builder.AddOrganizationName(Organization);
        }

        return builder.Build();
    }

    /// <summary>
    /// Reads a name that holds a CN and at most one OU and O, each in an RDN of its own; null for any other.
    /// </summary>
    public static SubjectName? TryRead(X500DistinguishedName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return TryReadParts(name);
        }
        catch (CryptographicException)
        {
            // The framework decodes a name only when it is walked through.
            return null;
        }
    }

    private static SubjectName? TryReadParts(X500DistinguishedName name)
    {
        Dictionary<string, string> parts = [];
        foreach (X500RelativeDistinguishedName part in name.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            if (part.HasMultipleElements
                || part.GetSingleElementType().Value is not string oid
                || part.GetSingleElementValue() is not string value
                || !parts.TryAdd(oid, value))
            {
                return null;
            }
        }

        parts.Remove(Oids.CommonName, out string? commonName);
        parts.Remove(Oids.OrganizationalUnit, out string? unit);
        parts.Remove(Oids.Organization, out string? organization);
        return commonName is null || parts.Count > 0 ? null : new SubjectName(commonName, unit, organization);
    }

    private static bool IsPart(string text) =>
        text.Length is >= 1 and <= MaxPartLength && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c));
}
