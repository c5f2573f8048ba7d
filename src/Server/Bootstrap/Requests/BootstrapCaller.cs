using System.Net;
using Garita.Contracts.Identities;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>Who is at the other end of a connection: a batch, or a device with a certificate of its own.</summary>
/// <param name="Identity">As the certificate proved.</param>
/// <param name="Remote">Where it comes from.</param>
/// <param name="Shown">The certificate that proved it.</param>
internal sealed record BootstrapCaller(Identity Identity, IPEndPoint Remote, CertificateFingerprint Shown)
{
    // Not in the alphabet of names, so no batch is called so.
    private const string OwnCertificate = "*device";

    /// <summary>What registrations and budgets are counted under.</summary>
    public string Batch => Identity.Kind == IdentityKind.Birth ? Identity.Name : OwnCertificate;

    /// <summary>Whether it may speak for a device: a batch for any, a device for itself.</summary>
    public bool MaySpeakFor(Identity device) => Identity.Kind == IdentityKind.Birth || Identity == device;
}
