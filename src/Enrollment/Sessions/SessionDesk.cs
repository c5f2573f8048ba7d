using System.Security.Cryptography;
using Garita.Enrollment.Storage;
using Garita.Enrollment.Tokens;

namespace Garita.Enrollment.Sessions;

/// <summary>
/// Decides about requests with tokens: whose they are, whether they come in order, and what follows a refresh token.
/// </summary>
public sealed class SessionDesk(
    EnrollmentOptions options, EnrollmentSecrets secrets, TokenMint mint, IEnrollmentStore store, TimeProvider time)
{
    /// <summary>Admits one request with an access token; its number is used up when this completes.</summary>
    public async Task<CallResult> AdmitAsync(SignedCall call, string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        (AccessRefusal invalid, AccessClaims? claims) = await mint.VerifyAsync(token, time.GetUtcNow())
            .ConfigureAwait(false);
        if (claims is null)
        {
            SessionRefusal refusal = invalid == AccessRefusal.Expired ? SessionRefusal.Expired : SessionRefusal.NoToken;
            return new CallResult(refusal, null, false);
        }

        if (claims.Device != call.Device || claims.Thumbprint != call.Thumbprint)
        {
            return new CallResult(
                claims.Device == call.Device ? SessionRefusal.OtherKey : SessionRefusal.OtherDevice, null, false);
        }

        return await store.ChangeAsync(records => Admit(records, call, claims), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Gives the tokens that follow a refresh token.</summary>
    public async Task<RefreshResult> RefreshAsync(SignedCall call, string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!RefreshToken.TryParse(token, out RefreshToken? presented))
        {
            return new RefreshResult(SessionRefusal.NoToken, null);
        }

        (SessionRefusal refusal, TokenSession? session) = await store
            .ChangeAsync(records => Refresh(records, call, presented!), cancellationToken).ConfigureAwait(false);
        return new RefreshResult(
            refusal,
            refusal == SessionRefusal.None
                ? mint.Issue(session!, secrets.SuccessorOf(presented!), time.GetUtcNow())
                : null);
    }

    /// <summary>Ends a session; nothing where it has ended.</summary>
    public Task EndAsync(TokenSession session, SessionEnd end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        return store.ChangeAsync(
            records =>
            {
                if (records.FindSession(session.Id) is { End: SessionEnd.None } found)
                {
                    records.Save(found with { End = end });
                }

                return true;
            },
            cancellationToken);
    }

    private CallResult Admit(IEnrollmentRecords records, SignedCall call, AccessClaims claims)
    {
        DateTimeOffset now = time.GetUtcNow();
        TokenSession? session = records.FindSession(claims.Session);
        if (session is { End: SessionEnd.Enrolled } && IsRepeat(session, call, now))
        {
            return new CallResult(SessionRefusal.None, session, true);
        }

        SessionRefusal refusal = Judge(records, session, call, now);
        if (refusal != SessionRefusal.None)
        {
            return new CallResult(refusal, null, false);
        }

        if (IsRepeat(session!, call, now))
        {
            return new CallResult(SessionRefusal.None, session, true);
        }

        TokenSession taken = Take(session!, call, now) with
        {
            // The tokens of the last refresh arrived: the one before is worth nothing from now on.
            IsSeen = session!.IsSeen || claims.Generation == session.Generation,
        };
        records.Save(taken);
        return new CallResult(SessionRefusal.None, taken, false);
    }

    private (SessionRefusal Refusal, TokenSession? Session) Refresh(
        IEnrollmentRecords records, SignedCall call, RefreshToken presented)
    {
        DateTimeOffset now = time.GetUtcNow();
        TokenSession? session = records.FindSession(presented.Session);
        SessionRefusal refusal = Judge(records, session, call, now);
        if (refusal != SessionRefusal.None)
        {
            return (refusal, null);
        }

        byte[] hash = presented.Hash();
        if (CryptographicOperations.FixedTimeEquals(hash, session!.RefreshHash.Span))
        {
            TokenSession rotated = Take(session, call, now) with
            {
                Generation = session.Generation + 1,
                PreviousHash = session.RefreshHash,
                RefreshHash = secrets.SuccessorOf(presented).Hash(),
                RotatedAt = now,
                ExpiresAt = now + options.RefreshLife,
                IsSeen = false,
            };
            records.Save(rotated);
            return (SessionRefusal.None, rotated);
        }

        // The reply was lost: the same successor again, as long as nobody showed it.
        bool lost = session.PreviousHash is { } previous
            && CryptographicOperations.FixedTimeEquals(hash, previous.Span)
            && !session.IsSeen
            && now - session.RotatedAt <= options.Grace;
        TokenSession next = lost
            ? Take(session, call, now)
            : Take(session, call, now) with { End = SessionEnd.Reused }; // RFC 9700 4.14.2
        records.Save(next);
        return lost ? (SessionRefusal.None, next) : (SessionRefusal.Reused, null);
    }

    private SessionRefusal Judge(
        IEnrollmentRecords records, TokenSession? session, SignedCall call, DateTimeOffset now)
    {
        if (session is null)
        {
            return SessionRefusal.Ended;
        }

        if (session.Device != call.Device || session.Thumbprint != call.Thumbprint)
        {
            return session.Device == call.Device ? SessionRefusal.OtherKey : SessionRefusal.OtherDevice;
        }

        if (!session.StandsAt(now))
        {
            return session.End == SessionEnd.None ? SessionRefusal.Expired : SessionRefusal.Ended;
        }

        if (records.FindDevice(session.Device) is not { IsActive: true })
        {
            records.Save(session with { End = SessionEnd.DeviceDisabled });
            return SessionRefusal.DeviceDisabled;
        }

        return call.Number.Sequence > session.LastSequence || IsRepeat(session, call, now)
            ? SessionRefusal.None
            : SessionRefusal.Replayed;
    }

    private bool IsRepeat(TokenSession session, SignedCall call, DateTimeOffset now) =>
        call.Number.Sequence == session.LastSequence
        && call.Number.Hash == session.LastRequest
        && call.Thumbprint == session.Thumbprint
        && now - session.LastAt <= options.Grace;

    private static TokenSession Take(TokenSession session, SignedCall call, DateTimeOffset now) => session with
    {
        LastSequence = call.Number.Sequence,
        LastRequest = call.Number.Hash,
        LastAt = now,
    };
}
