using System.Security.Cryptography;
using Garita.Contracts.Bootstrap;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Storage;
using Garita.Enrollment.Tokens;

namespace Garita.Enrollment.Sessions;

/// <summary>Turns a code into a session. Every refusal costs one write, whoever asked and whatever was wrong.</summary>
public sealed class LoginDesk(
    EnrollmentOptions options, EnrollmentSecrets secrets, TokenMint mint, IEnrollmentStore store, TimeProvider time)
{
    /// <summary>Decides about one login and makes the decision durable.</summary>
    public async Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        (LoginRefusal refusal, TokenSession? session) = await store
            .ChangeAsync(records => Decide(records, request, time.GetUtcNow()), cancellationToken)
            .ConfigureAwait(false);
        return new LoginResult(
            refusal, session is null ? null : mint.Issue(session, secrets.FirstOf(session.Id), time.GetUtcNow()));
    }

    private (LoginRefusal Refusal, TokenSession? Session) Decide(
        IEnrollmentRecords records, LoginRequest request, DateTimeOffset now)
    {
        if (FindLost(records, request, now) is { } lost)
        {
            return (LoginRefusal.None, lost);
        }

        EnrolledDevice? device = records.FindDevice(request.Device);
        Registration? registration = records.RegistrationsOf(request.Device)
            .FirstOrDefault(r => r.Key == request.Thumbprint && now < r.ExpiresAt);
        LoginRefusal refusal = Judge(device, registration, request);
        long? step = null;
        if (refusal == LoginRefusal.None)
        {
            refusal = CheckFactor(device!, registration!, request, now, out step);
        }

        if (refusal != LoginRefusal.None)
        {
            return (Charge(records, registration, refusal, request.Batch), null);
        }

        // A code is good once, and what else waits for this device is worth nothing any more.
        foreach (Registration other in records.RegistrationsOf(request.Device))
        {
            records.Delete(other);
        }

        if (step is { } used)
        {
            records.Save(device! with { LastTotpStep = used });
        }

        return (LoginRefusal.None, Begin(records, request, now));
    }

    // The reply to the same bytes was lost: the same session once more, as long as nothing of it was used. Whatever is
    // used becomes the last request.
    private TokenSession? FindLost(IEnrollmentRecords records, LoginRequest request, DateTimeOffset now) =>
        records.SessionsOf(request.Device).FirstOrDefault(session =>
            session.StandsAt(now)
            && session.Thumbprint == request.Thumbprint
            && session.LastRequest == request.Number.Hash
            && now - session.LastAt <= options.Grace);

    private static LoginRefusal Judge(EnrolledDevice? device, Registration? registration, LoginRequest request)
    {
        if (device is null)
        {
            return LoginRefusal.UnknownDevice;
        }

        if (!device.IsActive)
        {
            return LoginRefusal.DeviceDisabled;
        }

        if (!device.MayBegin)
        {
            return LoginRefusal.AlreadyEnrolled;
        }

        if (registration is null)
        {
            return LoginRefusal.NoRegistration;
        }

        if (registration.TriesLeft < 1)
        {
            return LoginRefusal.Burned;
        }

        if (registration.Batch != request.Batch)
        {
            return LoginRefusal.OtherBatch;
        }

        return registration.Factor == request.Factor && device.Factor == request.Factor
            ? LoginRefusal.None
            : LoginRefusal.OtherFactor;
    }

    private LoginRefusal CheckFactor(
        EnrolledDevice device, Registration registration, LoginRequest request, DateTimeOffset now, out long? step)
    {
        step = null;
        switch (registration.Factor)
        {
            case SecondFactor.Sms:
                return IsCode(registration, request) ? LoginRefusal.None : LoginRefusal.WrongCode;
            case SecondFactor.Totp:
                step = device.TotpSeed is { } seed
                    ? Totp.Match(seed.Span, request.Code, now, device.LastTotpStep)
                    : null;
                return step is null ? LoginRefusal.WrongCode : LoginRefusal.None;
            case SecondFactor.Approval:
            default:
                return registration.IsApproved ? LoginRefusal.None : LoginRefusal.Pending;
        }
    }

    private bool IsCode(Registration registration, LoginRequest request) =>
        OneTimeCode.TryParse(request.Code, out OneTimeCode? code)
        && registration.CodeMac is { } mac
        && CryptographicOperations.FixedTimeEquals(
            mac.Span, secrets.MacOf(code!, registration.Device, registration.Key));

    private static LoginRefusal Charge(
        IEnrollmentRecords records, Registration? registration, LoginRefusal refusal, string batch)
    {
        records.CountRefusal(batch);
        if (registration is null || refusal != LoginRefusal.WrongCode)
        {
            return refusal;
        }

        if (registration.TriesLeft > 1)
        {
            records.Save(registration with { TriesLeft = registration.TriesLeft - 1 });
            return LoginRefusal.WrongCode;
        }

        // It keeps its place: burning a code is no way to get the next one sooner.
        records.Save(registration with { TriesLeft = 0, CodeMac = null });
        return LoginRefusal.Burned;
    }

    private TokenSession Begin(IEnrollmentRecords records, LoginRequest request, DateTimeOffset now)
    {
        foreach (TokenSession old in records.SessionsOf(request.Device))
        {
            records.Delete(old);
        }

        SessionId id = SessionId.Draw();
        TokenSession session = new(id, request.Device, request.Key)
        {
            Thumbprint = request.Thumbprint,
            Batch = request.Batch,
            CreatedAt = now,
            ExpiresAt = now + options.RefreshLife,
            RefreshHash = secrets.FirstOf(id).Hash(),
            RotatedAt = now,
            LastSequence = request.Number.Sequence,
            LastRequest = request.Number.Hash,
            LastAt = now,
        };
        records.Save(session);
        return session;
    }
}
