using Garita.Authority.Issuing;
using Garita.Authority.Keys;
using Garita.Pki.Requests;
using Garita.Server.Registry;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Issuing;

/// <summary>
/// Adds an identity together with its first certificate. A refused one leaves nothing behind: its name stays free.
/// After
/// a crash in the middle the next start takes the name back the same way.
/// </summary>
public sealed class IdentityEnrollment(IdentityRegistry registry, CertificateAuthority authority, ILogger logger)
{
    /// <summary>Adds an identity.</summary>
    /// <param name="added">Who.</param>
    /// <param name="csr">The request; only its key counts.</param>
    /// <param name="peopleIssuer">Unlocked, for a service or an operator; null for a device.</param>
    /// <param name="actor">Who asked, for the log.</param>
    /// <param name="cancellationToken">Given up only before anything is signed.</param>
    /// <exception cref="Storage.StorageException">Nothing was handed out.</exception>
    public async Task<EnrollmentResult> AddAsync(
        NewIdentity added, ParsedCsr csr, Issuer? peopleIssuer, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(added);
        AddRefusal name = await registry.AddAsync(added, cancellationToken).ConfigureAwait(false);
        if (name != AddRefusal.None)
        {
            RegistryLog.AddRefused(logger, added.Identity, actor, name.ToString());
            return new EnrollmentResult(name, IssueRefusal.None, null, null);
        }

        IssueRequest request = new(added.Identity, csr, added.OrganizationalUnit);
        IssueResult issued = peopleIssuer is null
            ? await authority.IssueAsync(request, CancellationToken.None).ConfigureAwait(false)
            : await authority.IssueAsync(request, peopleIssuer, CancellationToken.None).ConfigureAwait(false);
        if (issued.Certificate is not { } certificate)
        {
            await registry.WithdrawAsync(added.Identity, CancellationToken.None).ConfigureAwait(false);
            RegistryLog.AddRefused(logger, added.Identity, actor, issued.Refusal.ToString());
            return new EnrollmentResult(AddRefusal.None, issued.Refusal, null, null);
        }

        IdentityRecord record = await registry.TakeUpAsync(added.Identity, CancellationToken.None)
            .ConfigureAwait(false);
        RegistryLog.Added(logger, added.Identity, actor, certificate.Fingerprint);
        return new EnrollmentResult(AddRefusal.None, IssueRefusal.None, record, certificate);
    }
}
