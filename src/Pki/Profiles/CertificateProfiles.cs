using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using static Garita.Pki.Profiles.CertificateRole;
using static Garita.Pki.Profiles.ProfileExtensions;

namespace Garita.Pki.Profiles;

/// <summary>
/// The table of profiles. After RFC 7925 4.4 and the TLS 1.3 profile for constrained devices: leaves carry no
/// subjectKeyIdentifier and no basicConstraints, nothing points to a URL, authorities carry no extKeyUsage.
/// </summary>
public static class CertificateProfiles
{
    private const X509KeyUsageFlags Sign = X509KeyUsageFlags.DigitalSignature;
    private const X509KeyUsageFlags SignOthers = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;

    private static readonly ImmutableArray<string> s_none = [];
    private static readonly ImmutableArray<string> s_server = [Oids.ServerAuth];
    private static readonly ImmutableArray<string> s_client = [Oids.ClientAuth];
    private static readonly ImmutableArray<string> s_service = [Oids.ClientAuth, Oids.GaritaService];
    private static readonly ImmutableArray<string> s_operator = [Oids.ClientAuth, Oids.GaritaOperator];

    private static readonly ImmutableArray<string> s_birth = [Oids.ClientAuth, Oids.GaritaBirth];
    private static readonly ImmutableArray<string> s_assigner = [Oids.GaritaAssigner];

    private static readonly ImmutableArray<CertificateProfile> s_table =
    [
        //    role          signed by     valid      keyUsage    extKeyUsage  other extensions
        new(ServerRoot,   ServerRoot,   Years(20), SignOthers, s_none,      Authority | SubjectKey),
        new(DeviceRoot,   DeviceRoot,   Years(20), SignOthers, s_none,      Authority | SubjectKey),
        new(ServerIssuer, ServerRoot,   Years(10), SignOthers, s_none,      Authority | SubjectKey | AuthorityKey),
        new(DeviceIssuer, DeviceRoot,   Years(10), SignOthers, s_none,      Authority | SubjectKey | AuthorityKey),
        new(PeopleIssuer, DeviceRoot,   Years(10), SignOthers, s_none,      Authority | SubjectKey | AuthorityKey),
        new(Server,       ServerIssuer, Days(90),  Sign,       s_server,    AuthorityKey | Names),
        new(Device,       DeviceIssuer, Days(365), Sign,       s_client,    AuthorityKey),
        new(Service,      PeopleIssuer, Days(365), Sign,       s_service,   AuthorityKey),
        new(Operator,     PeopleIssuer, Days(365), Sign,       s_operator,  AuthorityKey),
        new(Birth,        DeviceIssuer, Years(10), Sign,       s_birth,     AuthorityKey),
        new(Assigner,     ServerIssuer, Years(10), Sign,       s_assigner,  AuthorityKey),
    ];

    /// <summary>All profiles, one a role, in the order of <see cref="CertificateRole"/>.</summary>
    public static IReadOnlyList<CertificateProfile> All => s_table;

    /// <summary>The profile of a role.</summary>
    public static CertificateProfile Of(CertificateRole role) => s_table[(int)role];

    private static TimeSpan Days(int days) => TimeSpan.FromDays(days);

    // A year of a CA is 365 days; the leap days are not worth a calendar.
    private static TimeSpan Years(int years) => TimeSpan.FromDays(365 * years);
}
