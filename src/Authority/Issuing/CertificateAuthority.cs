using System.Security.Cryptography;
using Garita.Authority.Keys;
using Garita.Contracts.Identities;
using Garita.Pki.Issuing;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;
using Microsoft.Extensions.Logging;

namespace Garita.Authority.Issuing;

/// <summary>
/// Issues certificates to devices, services and operators. The intent is durable before the key is asked, what was
/// signed is compared with the intent, and nothing is handed out before its outcome is durable: after a crash every
/// serial that may exist is known.
/// </summary>
public sealed class CertificateAuthority
{
    // A device whose clock runs behind must not see its certificate in the future.
    private static readonly TimeSpan s_backdating = TimeSpan.FromHours(1);

    // Shorter than this a certificate is of no use, and the operator must hear of the issuer's end.
    private static readonly TimeSpan s_shortestLife = TimeSpan.FromDays(1);

    // Among 2^64 serials a second collision in a row means a broken generator.
    private const int MaxSerialDraws = 4;

    private readonly Issuer _deviceIssuer;
    private readonly TrustSet _trust;
    private readonly IIssuanceStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Makes an authority whose device issuer is at hand all the time.</summary>
    /// <param name="deviceIssuer">Issues to devices; owned by the caller.</param>
    /// <param name="trust">The installation's authorities, whose own keys are never certified for anybody.</param>
    /// <param name="store">The lasting memory.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where alerts go.</param>
    public CertificateAuthority(
        Issuer deviceIssuer,
        TrustSet trust,
        IIssuanceStore store,
        TimeProvider time,
        ILogger<CertificateAuthority> logger)
    {
        ArgumentNullException.ThrowIfNull(deviceIssuer);
        ArgumentOutOfRangeException.ThrowIfNotEqual(deviceIssuer.Certificate.Role, CertificateRole.DeviceIssuer);
        _deviceIssuer = deviceIssuer;
        _trust = trust;
        _store = store;
        _time = time;
        _logger = logger;
    }

    /// <summary>Issues to a device. Throws what the store throws; then nothing was handed out.</summary>
    public Task<IssueResult> IssueAsync(IssueRequest request, CancellationToken cancellationToken) =>
        IssueAsync(request, _deviceIssuer, cancellationToken);

    /// <summary>
    /// Issues to a service or operator with the people issuer, unlocked by the caller for this call alone.
    /// </summary>
    public async Task<IssueResult> IssueAsync(
        IssueRequest request, Issuer issuer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(issuer);
        IssueRefusal early = Check(request, issuer.Certificate);
        if (early != IssueRefusal.None)
        {
            return Refuse(request, early);
        }

        // 1. The intent, durable, with a serial of its own.
        CertificateIntent? intent = null;
        IntentRecording recording = new(IntentStatus.SerialTaken);
        for (int draw = 0; recording.Status == IntentStatus.SerialTaken && draw < MaxSerialDraws; draw++)
        {
            intent = MakeIntent(request, issuer.Certificate);
            recording = await _store.RecordIntentAsync(Describe(request, intent), cancellationToken)
                .ConfigureAwait(false);
        }

        // 2. From here on the outcome is recorded whatever the caller's patience.
        return recording.Status switch
        {
            IntentStatus.Recorded => await SignAsync(request, intent!, issuer).ConfigureAwait(false),
            IntentStatus.KeyOfAnother => RefuseCopiedKey(request, recording.KeyOwner),
            IntentStatus.SerialTaken => throw new AuthorityException("serial numbers repeat: the generator is broken"),
        };
    }

    private async Task<IssueResult> SignAsync(IssueRequest request, CertificateIntent intent, Issuer issuer)
    {
        byte[] der;
        try
        {
            der = CertificateWriter.Sign(intent, issuer.Key);
        }
        catch (CryptographicException fault)
        {
            AuthorityLog.SigningFailed(_logger, issuer.Certificate.Role.ToString(), intent.Serial, fault);
            await RecordAsync(intent, IssuanceOutcomeKind.SigningFailed).ConfigureAwait(false);
            return Refuse(request, IssueRefusal.SigningFailed);
        }

        IntentMismatch mismatch = CertificateComparison.Compare(der, intent);
        if (mismatch != IntentMismatch.None)
        {
            AuthorityLog.Mismatched(_logger, intent.Serial, mismatch);
            await RecordAsync(intent, IssuanceOutcomeKind.Mismatched).ConfigureAwait(false);
            return Refuse(request, IssueRefusal.Mismatched);
        }

        IssuedCertificate issued = new(request.Identity, intent, der, issuer.Certificate.Der);
        IssuanceOutcome outcome = new(intent.Serial, IssuanceOutcomeKind.Issued, _time.GetUtcNow())
        {
            Certificate = der,
            Fingerprint = issued.Fingerprint,
        };
        await _store.RecordOutcomeAsync(outcome, CancellationToken.None).ConfigureAwait(false);
        AuthorityLog.Issued(_logger, intent.Serial, request.Identity, intent.Validity.NotAfter);
        return new IssueResult(IssueRefusal.None, issued);
    }

    private IssueRefusal Check(IssueRequest request, AuthorityCertificate issuer)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (CertificateProfiles.Of(RoleOf(request.Identity.Kind)).Issuer != issuer.Role)
        {
            return IssueRefusal.WrongIssuer;
        }

        if (!SubjectOf(request).IsValid)
        {
            return IssueRefusal.BadName;
        }

        if (_trust.Issuers.Concat(_trust.Roots).Any(a => a.Name.Key.Hash == request.Csr.PublicKey.Hash))
        {
            return IssueRefusal.KeyOfAuthority;
        }

        if (now < issuer.Validity.NotBefore)
        {
            return IssueRefusal.ClockBeforeAuthority;
        }

        return now > issuer.Validity.NotAfter - s_shortestLife ? IssueRefusal.IssuerExpired : IssueRefusal.None;
    }

    private CertificateIntent MakeIntent(IssueRequest request, AuthorityCertificate issuer) => new(
        CertificateProfiles.Of(RoleOf(request.Identity.Kind)),
        SubjectOf(request),
        request.Csr.PublicKey,
        issuer.Name,
        LeafValidity.Choose(
            CertificateProfiles.Of(RoleOf(request.Identity.Kind)), issuer.Validity, _time.GetUtcNow(), s_backdating),
        SerialSource.Draw());

    private IssuanceIntent Describe(IssueRequest request, CertificateIntent intent) => new(
        intent.Serial,
        request.Identity,
        request.Csr.PublicKey.Hash,
        intent.Validity.NotBefore,
        intent.Validity.NotAfter,
        request.Csr.Der)
    {
        OrganizationalUnit = request.OrganizationalUnit,
        RecordedAt = _time.GetUtcNow(),
    };

    private Task RecordAsync(CertificateIntent intent, IssuanceOutcomeKind kind) => _store.RecordOutcomeAsync(
        new IssuanceOutcome(intent.Serial, kind, _time.GetUtcNow()), CancellationToken.None);

    private IssueResult Refuse(IssueRequest request, IssueRefusal refusal)
    {
        AuthorityLog.Refused(_logger, request.Identity, refusal);
        return new IssueResult(refusal, Certificate: null);
    }

    private IssueResult RefuseCopiedKey(IssueRequest request, Identity? owner)
    {
        AuthorityLog.KeyOfAnother(_logger, request.Identity, request.Csr.PublicKey.Hash, owner.GetValueOrDefault());
        return new IssueResult(IssueRefusal.KeyOfAnother, Certificate: null, owner);
    }

    private static SubjectName SubjectOf(IssueRequest request) =>
        new(request.Identity.CommonName, request.OrganizationalUnit);

    private static CertificateRole RoleOf(IdentityKind kind) => kind switch
    {
        IdentityKind.Device => CertificateRole.Device,
        IdentityKind.Service => CertificateRole.Service,
        IdentityKind.Operator => CertificateRole.Operator,
        IdentityKind.Birth => CertificateRole.Birth,
    };
}
