using Garita.Contracts.Bootstrap;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Storage;

namespace Garita.Enrollment.Registrations;

/// <summary>Decides who is sent a code.</summary>
public sealed class RegistrationDesk(
    EnrollmentOptions options, EnrollmentSecrets secrets, IEnrollmentStore store, TimeProvider time)
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    /// <summary>
    /// Decides about one request and makes the decision durable; the message of the result is to be sent afterwards.
    /// </summary>
    public Task<RegisterResult> RegisterAsync(RegisterRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return store.ChangeAsync(records => Decide(records, request, time.GetUtcNow()), cancellationToken);
    }

    private RegisterResult Decide(IEnrollmentRecords records, RegisterRequest request, DateTimeOffset now)
    {
        EnrolledDevice? device = records.FindDevice(request.Device);
        RegisterRefusal refusal = Judge(device, request);
        if (refusal != RegisterRefusal.None)
        {
            return new RegisterResult(refusal, null);
        }

        // 1. A place: the key's own, a free one, or the newest of the others when that had its minute.
        Place place = FindPlace(records, request, now);
        if (place.Refusal != RegisterRefusal.None)
        {
            return new RegisterResult(place.Refusal, null);
        }

        // 2. The day's share: each registration may be guessed at a few times. And money, where a code is to be sent.
        EnrolledDevice charged = AtDay(device!, now);
        if (charged.Factor is SecondFactor.Sms or SecondFactor.Totp)
        {
            refusal = charged.CodesToday >= options.CodesPerDevicePerDay ? RegisterRefusal.DailyLimit
                : charged.Factor == SecondFactor.Sms ? Pay(records, request.Batch, now)
                : RegisterRefusal.None;
            if (refusal != RegisterRefusal.None)
            {
                return new RegisterResult(refusal, null);
            }

            charged = charged with { CodesToday = charged.CodesToday + 1 };
            records.Save(charged);
        }

        if (place.Displaced is { } displaced)
        {
            records.Delete(displaced);
        }

        return Accept(records, request, charged, place.Since ?? now);
    }

    private static RegisterRefusal Judge(EnrolledDevice? device, RegisterRequest request)
    {
        if (device is null)
        {
            return RegisterRefusal.UnknownDevice;
        }

        if (!device.IsActive)
        {
            return RegisterRefusal.DeviceDisabled;
        }

        if (device.Batch is { } batch && batch != request.Batch)
        {
            return RegisterRefusal.OtherBatch;
        }

        if (!device.MayBegin)
        {
            return RegisterRefusal.AlreadyEnrolled;
        }

        bool isReady = device.Factor switch
        {
            SecondFactor.Sms => device.Address is not null,
            SecondFactor.Totp => device.TotpSeed is not null,
            SecondFactor.Approval => true,
        };
        return isReady && device.Factor == request.Factor ? RegisterRefusal.None : RegisterRefusal.NoCommonFactor;
    }

    // The first that came keeps its place until it expires: whoever comes later can only displace those after it.
    private Place FindPlace(IEnrollmentRecords records, RegisterRequest request, DateTimeOffset now)
    {
        List<Registration> live = [];
        foreach (Registration registration in records.RegistrationsOf(request.Device))
        {
            if (now >= registration.ExpiresAt)
            {
                records.Delete(registration);
            }
            else
            {
                live.Add(registration);
            }
        }

        Registration? own = live.Find(registration => registration.Key == request.Key);
        Registration? rival = own ?? (live.Count < options.RegistrationsPerDevice ? null : live[^1]);
        if (rival is null || now >= rival.SentAt + options.ResendAfter)
        {
            return new Place(RegisterRefusal.None, rival, own?.CreatedAt);
        }

        return new Place(own is null ? RegisterRefusal.TooManyRegistrations : RegisterRefusal.TooSoon, null, null);
    }

    private static EnrolledDevice AtDay(EnrolledDevice device, DateTimeOffset now) =>
        now < device.CodeDay || now - device.CodeDay >= s_day ? device with { CodeDay = now, CodesToday = 0 } : device;

    // The batch's purse before everybody's: a batch that is spent takes nothing from the others.
    private RegisterRefusal Pay(IEnrollmentRecords records, string batch, DateTimeOffset now)
    {
        CodeSpending own = Purse(records, batch, now);
        if (own.Used >= options.CodesPerBatchPerHour)
        {
            return RegisterRefusal.BatchBudget;
        }

        CodeSpending all = Purse(records, CodeSpending.Everybody, now);
        if (all.IsResting(now))
        {
            return RegisterRefusal.BreakerOpen;
        }

        if (all.Used >= options.CodesPerHour)
        {
            records.Save(all with { RestUntil = now + options.BreakerRest });
            return RegisterRefusal.BreakerOpened;
        }

        records.Save(own with { Used = own.Used + 1 });
        records.Save(all with { Used = all.Used + 1, RestUntil = null });
        return RegisterRefusal.None;
    }

    private static CodeSpending Purse(IEnrollmentRecords records, string purse, DateTimeOffset now) =>
        (records.FindSpending(purse) ?? CodeSpending.New(purse, now)).At(now);

    private RegisterResult Accept(
        IEnrollmentRecords records, RegisterRequest request, EnrolledDevice device, DateTimeOffset since)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now + options.CodeLife;
        OneTimeCode? code = device.Factor == SecondFactor.Sms ? OneTimeCode.Draw() : null;
        records.Save(new Registration(request.Device, request.Key, request.Batch)
        {
            CreatedAt = since,
            SentAt = now,
            ExpiresAt = expires,
            Factor = device.Factor,
            CodeMac = code is null
                ? default(ReadOnlyMemory<byte>?)
                : secrets.MacOf(code, request.Device, request.Key),
            TriesLeft = options.CodeTries,
        });
        return new RegisterResult(
            RegisterRefusal.None,
            code is null ? null : new CodeMessage(request.Device, device.Address!, code, expires));
    }

    /// <summary>Where a registration goes, or why nowhere.</summary>
    private readonly record struct Place(RegisterRefusal Refusal, Registration? Displaced, DateTimeOffset? Since);
}
