using Garita.Contracts.Identities;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;
using Garita.Enrollment.Storage;
using Garita.Pki.Keys;

namespace Garita.Enrollment.Grants;

/// <summary>Makes grants, each for one certificate.</summary>
public sealed class GrantDesk(EnrollmentOptions options, IEnrollmentStore store, TimeProvider time)
{
    // Issuing takes milliseconds. After this, a grant that led to nothing, because the server stopped, may be redeemed
    // again; whoever serves the request has looked before whether a certificate came of it.
    private static readonly TimeSpan s_issuing = TimeSpan.FromMinutes(1);

    /// <summary>Redeems a session; durable when this completes.</summary>
    public Task<GrantResult> RedeemAsync(
        TokenSession session, PublicKeyHash key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        return store.ChangeAsync(records => Redeem(records, session.Id, key), cancellationToken);
    }

    /// <summary>
    /// Lets a device have a certificate in place of the one that it came with. To be asked for nobody else: the caller
    /// has seen that certificate proved, and the registry accept it.
    /// </summary>
    public Task<GrantResult> RenewAsync(Identity device, PublicKeyHash key, CancellationToken cancellationToken) =>
        store.ChangeAsync(records => Renew(records, device, key), cancellationToken);

    /// <summary>The certificate was issued: the tokens end, and so does a readmission.</summary>
    public Task SettleAsync(Identity device, CancellationToken cancellationToken) =>
        store.ChangeAsync(records => Settle(records, device), cancellationToken);

    /// <summary>Nothing was issued: the same session may ask again at once.</summary>
    public Task ReturnAsync(EnrollmentGrant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return store.ChangeAsync(
            records =>
            {
                if (grant.Session is { } id && records.FindSession(id) is { } session)
                {
                    records.Save(session with { GrantedAt = null });
                }

                return true;
            },
            cancellationToken);
    }

    private GrantResult Redeem(IEnrollmentRecords records, SessionId id, PublicKeyHash key)
    {
        DateTimeOffset now = time.GetUtcNow();
        TokenSession? session = records.FindSession(id);
        EnrolledDevice? device = session is null ? null : records.FindDevice(session.Device);
        GrantRefusal refusal = Judge(session, device, key, now);
        if (refusal != GrantRefusal.None)
        {
            return new GrantResult(refusal, null);
        }

        records.Save(session! with { GrantedAt = now });
        return new GrantResult(GrantRefusal.None, new EnrollmentGrant(session!));
    }

    // Every certificate is kept for good, so a device gets one at a time; for the same key it may ask until it has it.
    private GrantResult Renew(IEnrollmentRecords records, Identity identity, PublicKeyHash key)
    {
        DateTimeOffset now = time.GetUtcNow();
        EnrolledDevice? device = records.FindDevice(identity);
        Renewal? last = records.FindRenewal(identity);
        GrantRefusal refusal = device is { IsActive: false } ? GrantRefusal.Ended
            : device is { Living: DeviceLiving.Tokens } ? GrantRefusal.LivesOnTokens
            : last is not null && last.Key != key && now - last.At < options.RenewAfter ? GrantRefusal.TooSoon
            : GrantRefusal.None;
        if (refusal != GrantRefusal.None)
        {
            return new GrantResult(refusal, null);
        }

        Renewal renewal = new(identity, key, now);
        records.Save(renewal);
        return new GrantResult(GrantRefusal.None, new EnrollmentGrant(renewal));
    }

    private static GrantRefusal Judge(
        TokenSession? session, EnrolledDevice? device, PublicKeyHash key, DateTimeOffset now)
    {
        if (session is null || !session.StandsAt(now) || device is not { IsActive: true })
        {
            return GrantRefusal.Ended;
        }

        if (session.Key.Hash != key)
        {
            return GrantRefusal.OtherKey;
        }

        if (device.Living == DeviceLiving.Tokens)
        {
            return GrantRefusal.LivesOnTokens;
        }

        if (!device.MayBegin)
        {
            return GrantRefusal.AlreadyEnrolled;
        }

        return session.GrantedAt is { } at && now - at < s_issuing ? GrantRefusal.Spent : GrantRefusal.None;
    }

    private static bool Settle(IEnrollmentRecords records, Identity identity)
    {
        foreach (TokenSession session in records.SessionsOf(identity).Where(s => s.End == SessionEnd.None))
        {
            records.Save(session with { End = SessionEnd.Enrolled });
        }

        if (records.FindDevice(identity) is { IsReadmitted: true } device)
        {
            records.Save(device with { IsReadmitted = false });
        }

        return true;
    }
}
