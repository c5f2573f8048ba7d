using System.Text;
using Garita.Authority.Issuing;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Grants;
using Garita.Pki.Keys;
using Garita.Pki.Requests;
using Garita.Server.Bootstrap.Batches;
using Garita.Server.Bootstrap.Storage;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>
/// Serves <c>enroll</c> without a token: a device that came with its certificate has another one, for the same key or
/// for a new one. The one that it came with stays good until it ends, or until the next renewal: whatever happens to
/// the reply, the device is not shut out, and nothing it has open is closed.
/// </summary>
internal sealed class RenewRequests(BootstrapSurroundings around)
{
    public async Task<Answer> AnswerAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        // 1. Who is it? A birth certificate shows nothing that is this one unit's. And the registry is asked again: the
        // connection may have been open since before the device was disabled.
        if (request.Caller.Identity != request.Device)
        {
            return Answer.Refuse(BootstrapCode.TokenRefused, "NoToken");
        }

        if (around.Registry.Find(request.Caller.Shown) is not { Refusal: null })
        {
            return Answer.Refuse(BootstrapCode.TokenRefused, "CertificateEnded");
        }

        // 2. For which key? The one that signed the request, so that nobody is given a certificate for a key that is
        // somewhere else.
        CsrRefusal wrong = ParsedCsr.TryParse(Encoding.UTF8.GetBytes(request.Body.Enroll!.Csr), out ParsedCsr? csr);
        if (csr is null)
        {
            return Answer.Refuse(BootstrapCode.CsrRefused, wrong);
        }

        PublicKeyHash key = csr.PublicKey.Hash;
        if (key != request.Message.Key.Hash)
        {
            return Answer.Refuse(BootstrapCode.CsrRefused, GrantRefusal.OtherKey);
        }

        // 3. The reply was lost: what was issued is given again.
        if (await FindIssuedAsync(request, key, cancellationToken).ConfigureAwait(false) is { } issued)
        {
            return await FinishAsync(request, key, issued).ConfigureAwait(false);
        }

        GrantResult granted = await around.Grants.RenewAsync(request.Device, key, cancellationToken)
            .ConfigureAwait(false);
        return granted.Grant is { } grant
            ? await IssueAsync(request, grant, csr).ConfigureAwait(false)
            : Answer.Refuse(EnrollRequests.CodeOf(granted.Refusal), granted.Refusal);
    }

    private async Task<Answer> IssueAsync(DeviceRequest request, EnrollmentGrant grant, ParsedCsr csr)
    {
        IssueResult issued = await around.Authority
            .IssueAsync(new IssueRequest(grant.Device, csr), CancellationToken.None).ConfigureAwait(false);
        return issued.Certificate is { } certificate
            ? await FinishAsync(request, grant.Key, certificate.Der).ConfigureAwait(false)
            : EnrollRequests.Refused(issued.Refusal);
    }

    // Each step may be done twice.
    private async Task<Answer> FinishAsync(DeviceRequest request, PublicKeyHash key, ReadOnlyMemory<byte> certificate)
    {
        await around.Database.Writer.WriteAsync(
            db => RenewalTable.RetireOthers(db, request.Device, request.Caller.Shown, key), CancellationToken.None)
            .ConfigureAwait(false);
        await around.Registry.TakeUpAsync(request.Device, CancellationToken.None).ConfigureAwait(false);
        BootstrapLog.Renewed(around.Logger, request.Device, CertificateFingerprint.Of(certificate.Span));
        return EnrollRequests.Give(around, certificate);
    }

    private async Task<byte[]?> FindIssuedAsync(
        DeviceRequest request, PublicKeyHash key, CancellationToken cancellationToken)
    {
        DateTimeOffset since = around.Time.GetUtcNow() - around.Options.Enrollment.RenewAfter;
        byte[]? newest = await around.Database.ReadAsync(
            db => BatchTable.CertificateFor(db, request.Device, key.Hex, since), cancellationToken)
            .ConfigureAwait(false);
        return newest is not null && CertificateFingerprint.Of(newest) != request.Caller.Shown ? newest : null;
    }
}
