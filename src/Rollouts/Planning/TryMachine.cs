using Garita.Rollouts.Definitions;

namespace Garita.Rollouts.Planning;

/// <summary>
/// What an event makes of a device's record. What does not fit the record changes nothing: reports come late, twice and
/// in any order.
/// </summary>
internal sealed class TryMachine(RolloutDefinition definition, PlanInput input)
{
    private DateTimeOffset Now => input.Now;

    /// <summary>The record after the event, and what is to be done with the device; the same record for no effect.
    /// </summary>
    public (DeviceTry Record, PlannedAction? Action) Apply(RolloutState state, DeviceTry record,
        DeviceEvent happened) =>
        happened.Kind switch
        {
            DeviceEventKind.Progress => (Progress(record, happened), null),
            DeviceEventKind.Activated => (Activate(record, happened), null),
            DeviceEventKind.Ended => (End(record, happened), null),
            DeviceEventKind.Health => (JudgeHealth(record, happened.Health), null),
            DeviceEventKind.Due => Due(state, record, happened),
            DeviceEventKind.Gone => Leave(record, record.IsOpen || record.Stage == DeviceStage.Returning),
            DeviceEventKind.Unmatched => Leave(record, record.IsOpen && !record.Started),
            DeviceEventKind.Recall => Recall(state, record),
            DeviceEventKind.BackEnded => (BackEnded(record, happened), null),
        };

    private static bool IsCurrent(DeviceTry record, DeviceEvent happened) => happened.Attempt == record.Attempt;

    private DeviceTry Progress(DeviceTry record, DeviceEvent happened) =>
        IsCurrent(record, happened) && record.Stage is (DeviceStage.Offered or DeviceStage.Started)
            ? record with { Stage = DeviceStage.Started, Started = true, Next = Now + definition.Gate.Answer }
            : record;

    private DeviceTry Activate(DeviceTry record, DeviceEvent happened) =>
        WasOffered(record, happened) && record is { IsOpen: true, Stage: not DeviceStage.Activated }
            ? record with
            {
                Stage = DeviceStage.Activated,
                Started = true,
                Holds = true,
                Activated = record.Activated ?? Now,
                Next = Now + definition.Gate.Answer,
            }
            : record;

    // A device may say of an earlier attempt that it took the release; that is true whatever was offered since.
    private static bool WasOffered(DeviceTry record, DeviceEvent happened) =>
        happened.Attempt >= 1 && happened.Attempt <= record.Attempt;

    private DeviceTry End(DeviceTry record, DeviceEvent happened)
    {
        if (happened.Outcome == AttemptOutcome.Installed)
        {
            return WasOffered(record, happened) ? Install(record) : record;
        }

        if (!IsCurrent(record, happened) && !(record.Holds && WasOffered(record, happened)))
        {
            return record;
        }

        return OutcomeRules.IsOwnFault(happened.Outcome)
            ? Fail(record, happened.Outcome)
            : PutOff(record, happened.Outcome);
    }

    private DeviceTry Install(DeviceTry record)
    {
        bool isOver = record.Confirmed
            || record.Stage is DeviceStage.Returning or DeviceStage.Returned or DeviceStage.NotReturned;
        if (isOver)
        {
            return record;
        }

        DeviceTry held = record with
        {
            Holds = true,
            Confirmed = true,
            Started = true,
            Outcome = AttemptOutcome.Installed,
            Activated = record.Activated ?? Now,
        };

        // One that was given up as silent has been judged; that it came back is worth knowing and changes no verdict.
        return record.Stage == DeviceStage.Failed
            ? held with { Outcome = record.Outcome }
            : held with { Stage = DeviceStage.Activated, Next = Now + definition.Gate.Soak };
    }

    private DeviceTry Fail(DeviceTry record, AttemptOutcome outcome)
    {
        if (record.Stage == DeviceStage.Returning && OutcomeRules.IsOffRelease(outcome))
        {
            return record with { Stage = DeviceStage.Returned, Holds = false, Next = null };
        }

        // The same report again, while it waits for the next attempt: the server may take reports twice after a crash.
        bool isTold = record.Stage == DeviceStage.Waiting && OutcomeRules.IsOwnFault(record.Outcome);
        if (isTold || (!record.IsOpen && !record.Holds))
        {
            return record;
        }

        DeviceTry failed = record with
        {
            Started = true,
            Outcome = outcome,
            Faults = record.Faults + 1,
            Verdict = record.Verdict == DeviceVerdict.None ? DeviceVerdict.Bad : record.Verdict,
            Holds = record.Holds && !OutcomeRules.IsOffRelease(outcome),
            Confirmed = record.Confirmed && !OutcomeRules.IsOffRelease(outcome),
        };
        bool again = record.IsOpen && OutcomeRules.MayRetry(outcome)
            && failed.Faults < definition.Retries.Attempts && failed.Attempt < definition.Retries.Offers;
        return again
            ? failed with { Stage = DeviceStage.Waiting, Next = Now + definition.Retries.WaitAfter(failed.Faults) }
            : failed with { Stage = DeviceStage.Failed, Next = null };
    }

    private DeviceTry PutOff(DeviceTry record, AttemptOutcome outcome)
    {
        if (record.Stage is not (DeviceStage.Offered or DeviceStage.Started))
        {
            return record;
        }

        bool again = OutcomeRules.MayRetry(outcome) && record.Attempt < definition.Retries.Offers;
        return again
            ? record with
            {
                Stage = DeviceStage.Waiting,
                Outcome = outcome,
                Next = Now + definition.Retries.WaitAfter(record.Attempt - record.Faults),
            }
            : record with { Stage = DeviceStage.Left, Outcome = outcome, Next = null };
    }

    private DeviceTry JudgeHealth(DeviceTry record, HealthSample? sample)
    {
        if (sample is null || record.Stage != DeviceStage.Activated)
        {
            return record;
        }

        AttemptOutcome wrong = record.Confirmed && HealthCheck.IsSilent(definition.Health, sample, record, Now)
            ? AttemptOutcome.Silent
            : HealthCheck.Judge(definition.Health, sample, input.Controls);
        return wrong == AttemptOutcome.None ? record : Fail(record, wrong);
    }

    private (DeviceTry, PlannedAction?) Due(RolloutState state, DeviceTry record, DeviceEvent happened)
    {
        // The clock was set back: what is due in years is due after the longest wait there is.
        DateTimeOffset latest = Now + definition.LongestWait;
        return record.Next > latest ? (record with { Next = latest }, null) : DueNow(state, record, happened);
    }

    private (DeviceTry, PlannedAction?) DueNow(RolloutState state, DeviceTry record, DeviceEvent happened) =>
        record.Stage switch
        {
            DeviceStage.Offered or DeviceStage.Started => GiveUpWaiting(record),
            DeviceStage.Activated => (Settle(record, happened.Health), null),
            DeviceStage.Waiting => OfferAgain(state, record, happened.Health),
            DeviceStage.Returning => OfferBackAgain(state, record),
            DeviceStage.Done or DeviceStage.Failed or DeviceStage.Left => (record with { Next = null }, null),
            DeviceStage.Returned or DeviceStage.NotReturned => (record with { Next = null }, null),
        };

    // Silent before it activated anything: nothing is known of the release, and the offer is taken back so that it does
    // not
    // come into force at a time when nobody looks.
    private (DeviceTry, PlannedAction?) GiveUpWaiting(DeviceTry record) =>
        (PutOff(record, AttemptOutcome.Offline), new PlannedAction.Withdraw(record.Device));

    private DeviceTry Settle(DeviceTry record, HealthSample? sample)
    {
        if (!record.Confirmed || HealthCheck.IsSilent(definition.Health, sample, record, Now))
        {
            return Fail(record, AttemptOutcome.Silent);
        }

        DeviceTry judged = JudgeHealth(record, sample);
        return judged.Stage != DeviceStage.Activated ? judged : judged with
        {
            Stage = DeviceStage.Done,
            Verdict = record.Verdict == DeviceVerdict.None ? DeviceVerdict.Good : record.Verdict,
            Next = null,
        };
    }

    private (DeviceTry, PlannedAction?) OfferAgain(RolloutState state, DeviceTry record, HealthSample? sample)
    {
        bool may = !input.NothingNew
            && state.Status == RolloutStatus.Running
            && sample is not { Connected: false }
            && state.Unjudged < definition.Pace.Unjudged
            && definition.Schedule.IsOpen(Now, record.TimeZone);
        if (!may)
        {
            return (record with { Next = Now + RolloutDefinition.LeastRest }, null);
        }

        DeviceTry offered = record with
        {
            Stage = DeviceStage.Offered,
            Attempt = record.Attempt + 1,
            Outcome = AttemptOutcome.None,
            Offered = Now,
            Next = Now + definition.Gate.Answer,
        };
        return (offered, new PlannedAction.Offer(record.Device, offered.Attempt));
    }

    private static (DeviceTry, PlannedAction?) Leave(DeviceTry record, bool leaves) => leaves
        ? (record with { Stage = DeviceStage.Left, Outcome = AttemptOutcome.Withdrawn, Next = null },
            new PlannedAction.Withdraw(record.Device))
        : (record, null);

    private (DeviceTry, PlannedAction?) Recall(RolloutState state, DeviceTry record)
    {
        if (record.Holds && state.Status == RolloutStatus.RollingBack && record.Stage != DeviceStage.Returning)
        {
            return SendBack(record);
        }

        if (!record.IsOpen || record.Stage == DeviceStage.Activated)
        {
            return (record, null);
        }

        // One that waits has nothing to take back: how its last attempt ended stays what is known of it.
        AttemptOutcome outcome = record.Stage == DeviceStage.Waiting ? record.Outcome : AttemptOutcome.Withdrawn;
        DeviceTry recalled = state.Status == RolloutStatus.Paused
            ? record with { Stage = DeviceStage.Waiting, Next = Now + RolloutDefinition.LeastRest }
            : record with
            {
                Stage = record.Verdict == DeviceVerdict.Bad ? DeviceStage.Failed : DeviceStage.Left,
                Next = null,
            };
        return (recalled with { Outcome = outcome }, new PlannedAction.Withdraw(record.Device));
    }

    private (DeviceTry, PlannedAction?) SendBack(DeviceTry record)
    {
        DeviceTry returning = record with
        {
            Stage = DeviceStage.Returning,
            Attempt = record.Attempt + 1,
            Offered = Now,
            Next = null,
        };
        return (returning, new PlannedAction.OfferBack(record.Device, returning.Attempt));
    }

    private (DeviceTry, PlannedAction?) OfferBackAgain(RolloutState state, DeviceTry record) =>
        state.Status == RolloutStatus.RollingBack ? SendBack(record) : (record with { Next = null }, null);

    private DeviceTry BackEnded(DeviceTry record, DeviceEvent happened)
    {
        if (record.Stage != DeviceStage.Returning || !IsCurrent(record, happened))
        {
            return record;
        }

        if (happened.Outcome == AttemptOutcome.Installed)
        {
            return record with { Stage = DeviceStage.Returned, Holds = false, Next = null };
        }

        bool again = OutcomeRules.MayRetry(happened.Outcome)
            && record.Attempt < definition.Retries.Offers + definition.Retries.Attempts;
        return again
            ? record with { Next = Now + definition.Retries.Wait }
            : record with { Stage = DeviceStage.NotReturned, Next = null };
    }
}
