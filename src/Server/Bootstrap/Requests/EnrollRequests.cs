using System.Security.Cryptography;
using System.Text;
using Garita.Authority.Issuing;
using Garita.Broker.Connections;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Identities;
using Garita.Enrollment.Grants;
using Garita.Enrollment.Sessions;
using Garita.Pki.Requests;
using Garita.Server.Bootstrap.Batches;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>Serves <c>enroll</c>: a session is redeemed for a grant, and the grant for a certificate.</summary>
internal sealed class EnrollRequests(BootstrapSurroundings around)
{
    private readonly RenewRequests _renewing = new(around);

    public Task<Answer> AnswerAsync(DeviceRequest request, CancellationToken cancellationToken) =>
        request.Body.Enroll!.Token is { } token
            ? WithTokenAsync(request, token, cancellationToken)
            : _renewing.AnswerAsync(request, cancellationToken);

    /// <summary>What a device is told of a refusal.</summary>
    public static BootstrapCode CodeOf(GrantRefusal refusal) => refusal switch
    {
        GrantRefusal.None => BootstrapCode.Ok,
        GrantRefusal.Ended => BootstrapCode.TokenRefused,
        GrantRefusal.OtherKey => BootstrapCode.CsrRefused,
        GrantRefusal.LivesOnTokens or GrantRefusal.AlreadyEnrolled or GrantRefusal.TooSoon =>
            BootstrapCode.EnrollRefused,
        GrantRefusal.Spent => BootstrapCode.Unavailable,
    };

    /// <summary>What a device is told where nothing was issued.</summary>
    public static Answer Refused(IssueRefusal refusal)
    {
        bool isTheirs = refusal is IssueRefusal.KeyOfAnother or IssueRefusal.KeyOfAuthority;
        return Answer.Refuse(isTheirs ? BootstrapCode.CsrRefused : BootstrapCode.Unavailable, refusal);
    }

    /// <summary>Gives a certificate with what goes along.</summary>
    public static Answer Give(BootstrapSurroundings around, ReadOnlyMemory<byte> certificate) => Answer.Ok with
    {
        Enrolled = new EnrolledBody(
            PemEncoding.WriteString("CERTIFICATE", certificate.Span) + "\n" + around.DeviceIssuerPem,
            around.ServerRootPem),
    };

    private async Task<Answer> WithTokenAsync(DeviceRequest request, string token, CancellationToken cancellationToken)
    {
        CallResult call = await around.Sessions
            .AdmitAsync(request.Call, token, cancellationToken).ConfigureAwait(false);
        if (call.Session is not { } session)
        {
            return Answer.Refuse(DeviceRequests.CodeOf(call.Refusal), call.Refusal);
        }

        // The reply was lost, or the server stopped behind the signature: what was issued is given again.
        if (await FindIssuedAsync(session, cancellationToken).ConfigureAwait(false) is { } issued)
        {
            return session.End == SessionEnd.Enrolled
                ? Give(around, issued)
                : await FinishAsync(session.Device, issued).ConfigureAwait(false);
        }

        CsrRefusal wrong = ParsedCsr.TryParse(Encoding.UTF8.GetBytes(request.Body.Enroll!.Csr), out ParsedCsr? csr);
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

    // From here on it is done whatever the caller's patience.
    private async Task<Answer> IssueAsync(EnrollmentGrant grant, ParsedCsr csr)
    {
        IssueResult issued = await around.Authority
            .IssueAsync(new IssueRequest(grant.Device, csr), CancellationToken.None).ConfigureAwait(false);
        if (issued.Certificate is not { } certificate)
        {
            await around.Grants.ReturnAsync(grant, CancellationToken.None).ConfigureAwait(false);
            return Refused(issued.Refusal);
        }

        return await FinishAsync(grant.Device, certificate.Der).ConfigureAwait(false);
    }

    // Each step may be done twice. A device that was readmitted has one certificate from now on, the new one; whoever
    // is connected with an older one is not.
    private async Task<Answer> FinishAsync(Identity device, ReadOnlyMemory<byte> certificate)
    {
        CertificateFingerprint fingerprint = CertificateFingerprint.Of(certificate.Span);
        await around.Database.Writer.WriteAsync(
            db => BatchTable.RetireOthers(db, device, fingerprint), CancellationToken.None).ConfigureAwait(false);
        await around.Registry.TakeUpAsync(device, CancellationToken.None).ConfigureAwait(false);
        around.Broker.Disconnect(device, CloseReason.CertificateRevoked);
        await around.Grants.SettleAsync(device, CancellationToken.None).ConfigureAwait(false);
        around.Commands.Forget(device);
        BootstrapLog.Enrolled(around.Logger, device, fingerprint);
        return Give(around, certificate);
    }

    private async Task<byte[]?> FindIssuedAsync(TokenSession session, CancellationToken cancellationToken) =>
        session.GrantedAt is { } granted
            ? await around.Database.ReadAsync(
                db => BatchTable.CertificateFor(db, session.Device, session.Key.Hash.Hex, granted), cancellationToken)
                .ConfigureAwait(false)
            : null;
}
