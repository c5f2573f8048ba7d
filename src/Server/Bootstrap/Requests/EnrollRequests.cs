using System.Security.Cryptography;
using System.Text;
using Garita.Authority.Issuing;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Enrollment.Grants;
using Garita.Enrollment.Sessions;
using Garita.Pki.Requests;
using Garita.Server.Bootstrap.Batches;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>Serves <c>enroll</c>: a session is redeemed for a grant, and the grant for a certificate.</summary>
internal sealed class EnrollRequests(BootstrapSurroundings around)
{
    public async Task<Answer> AnswerAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        CallResult call = await around.Sessions
            .AdmitAsync(request.Call, request.Body.Enroll!.Token, cancellationToken).ConfigureAwait(false);
        if (call.Session is not { } session)
        {
            return Answer.Refuse(DeviceRequests.CodeOf(call.Refusal), call.Refusal);
        }

        // The reply was lost: what was issued is given again.
        if (call.IsRepeat && await FindIssuedAsync(session, cancellationToken).ConfigureAwait(false) is { } issued)
        {
            return Give(issued);
        }

        CsrRefusal wrong = ParsedCsr.TryParse(Encoding.UTF8.GetBytes(request.Body.Enroll.Csr), out ParsedCsr? csr);
        if (csr is null)
        {
            return Answer.Refuse(BootstrapCode.CsrRefused, wrong);
        }

        GrantResult granted = await around.Grants.RedeemAsync(session, csr.PublicKey.Hash, cancellationToken)
            .ConfigureAwait(false);
        return granted.Grant is { } grant
            ? await IssueAsync(grant, csr).ConfigureAwait(false)
            : Answer.Refuse(CodeOf(granted.Refusal), granted.Refusal);
    }

    private static BootstrapCode CodeOf(GrantRefusal refusal) => refusal switch
    {
        GrantRefusal.None => BootstrapCode.Ok,
        GrantRefusal.Ended => BootstrapCode.TokenRefused,
        GrantRefusal.OtherKey => BootstrapCode.CsrRefused,
        GrantRefusal.LivesOnTokens or GrantRefusal.AlreadyEnrolled => BootstrapCode.EnrollRefused,
        GrantRefusal.Spent => BootstrapCode.Unavailable,
    };

    // From here on it is done whatever the caller's patience.
    private async Task<Answer> IssueAsync(EnrollmentGrant grant, ParsedCsr csr)
    {
        IssueResult issued = await around.Authority
            .IssueAsync(new IssueRequest(grant.Device, csr), CancellationToken.None).ConfigureAwait(false);
        if (issued.Certificate is not { } certificate)
        {
            await around.Grants.ReturnAsync(grant, CancellationToken.None).ConfigureAwait(false);
            bool isTheirs = issued.Refusal is IssueRefusal.KeyOfAnother or IssueRefusal.KeyOfAuthority;
            return Answer.Refuse(isTheirs ? BootstrapCode.CsrRefused : BootstrapCode.Unavailable, issued.Refusal);
        }

        // A device that was readmitted has one certificate from now on, the new one.
        await around.Database.Writer.WriteAsync(
            db => BatchTable.RetireOthers(db, grant.Device, certificate.Fingerprint), CancellationToken.None)
            .ConfigureAwait(false);
        await around.Registry.TakeUpAsync(grant.Device, CancellationToken.None).ConfigureAwait(false);
        await around.Grants.SettleAsync(grant, CancellationToken.None).ConfigureAwait(false);
        around.Commands.Forget(grant.Device);
        BootstrapLog.Enrolled(around.Logger, grant.Device, certificate.Fingerprint);
        return Give(certificate.Der);
    }

    private async Task<byte[]?> FindIssuedAsync(TokenSession session, CancellationToken cancellationToken) =>
        session.End == SessionEnd.Enrolled
            ? await around.Database.ReadAsync(
                db => BatchTable.CertificateFor(db, session.Device, session.Key.Hash.Hex), cancellationToken)
                .ConfigureAwait(false)
            : null;

    private Answer Give(ReadOnlyMemory<byte> certificate) => Answer.Ok with
    {
        Enrolled = new EnrolledBody(
            PemEncoding.WriteString("CERTIFICATE", certificate.Span) + "\n" + around.DeviceIssuerPem,
            around.ServerRootPem),
    };
}
