using Garita.Pki.Issuing;
using Garita.Pki.Profiles;

namespace Garita.Authority.Issuing;

/// <summary>
/// When a certificate begins and ends: inside its issuer's life, always (RFC 5280 does not ask it; we do).
/// </summary>
internal static class LeafValidity
{
    public static Validity Choose(
        CertificateProfile profile, Validity issuer, DateTimeOffset now, TimeSpan backdating)
    {
        DateTimeOffset begin = now - backdating;
        DateTimeOffset end = now + profile.Lifetime;
        return Validity.Between(
            begin > issuer.NotBefore ? begin : issuer.NotBefore,
            end < issuer.NotAfter ? end : issuer.NotAfter);
    }
}
