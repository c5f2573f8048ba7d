using Garita.Rollouts.Definitions;
using Garita.Rollouts.Gates;

namespace Garita.Rollouts.Planning;

/// <summary>
/// What to do next, from what is known and what changed: no clock, no disk, no chance. Asked again with the same, it
/// answers the same; so a server that is killed between storing and doing repeats nothing that matters.
/// </summary>
public static class RolloutPlanner
{
    /// <summary>How many candidates a plan could use now; what the caller has to look for.</summary>
    public static int Room(RolloutDefinition definition, RolloutState state, PlanInput input)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(input);
        if (input.NothingNew || state.Status != RolloutStatus.Running || input.Now < definition.Schedule.NotBefore)
        {
            return 0;
        }

        RolloutState filled = Tokens.Fill(definition, state, input);
        long allowed = definition.Allowed(filled.Wave, input.Unoffered + filled.Exposed) - filled.Exposed;
        long unjudged = definition.Pace.Unjudged - filled.Unjudged;
        long bytes = Tokens.OffersByBytes(definition, filled, input.PayloadBytes);
        return (int)Math.Clamp(
            Math.Min(Math.Min(allowed, unjudged), Math.Min(bytes, (long)filled.OfferTokens)), 0, 10_000);
    }

    /// <summary>Decides.</summary>
    public static RolloutPlan Plan(RolloutDefinition definition, RolloutState state, PlanInput input)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(input);
        Work work = new(definition, input, Tokens.Fill(definition, state, input));

        // 1. What happened to devices. 2. Whether that stops it. 3. Whether it opens a wave. 4. New offers. 5. The end.
        work.TakeChanges();
        work.JudgeStop();
        work.JudgeOpen();
        work.Offer();
        work.Finish();
        return new RolloutPlan(work.State, work.Records, work.Actions);
    }

    private sealed class Work(RolloutDefinition definition, PlanInput input, RolloutState state)
    {
        private readonly TryMachine _machine = new(definition, input);

        public RolloutState State { get; private set; } =
            state with { Members = input.Unoffered + state.Exposed };

        public List<DeviceTry> Records { get; } = [];

        public List<PlannedAction> Actions { get; } = [];

        private long Allowed => definition.Allowed(State.Wave, State.Members);

        public void TakeChanges()
        {
            foreach (DeviceChange change in input.Changes)
            {
                (DeviceTry record, PlannedAction? action) =
                    _machine.Apply(State, change.Record, change.Happened);
                if (ReferenceEquals(record, change.Record))
                {
                    continue;
                }

                State = State.With(change.Record, record);
                Records.Add(record);
                if (action is PlannedAction.Offer)
                {
                    State = Tokens.Take(State, input.PayloadBytes);
                }

                if (action is not null)
                {
                    Actions.Add(action);
                }
            }
        }

        public void JudgeStop()
        {
            bool isWatched = State.Status is RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused;
            if (!isWatched || State.FoundBad)
            {
                return;
            }

            GateJudgement found = Gate.JudgeStop(definition.Gate, State.Evidence);
            if (found.Finding != GateFinding.Bad)
            {
                return;
            }

            RolloutStatus next = definition.OnFailure switch
            {
                FailureAction.Hold when State.Status == RolloutStatus.Paused => RolloutStatus.Paused,
                FailureAction.Hold => RolloutStatus.Held,
                FailureAction.Pause => RolloutStatus.Paused,
                FailureAction.Rollback => input.CanReturn ? RolloutStatus.RollingBack : RolloutStatus.Paused,
            };
            State = State with
            {
                Status = next,
                Why = found.ToString(),
                FoundBad = true,
                Recalling = State.Recalling || next is RolloutStatus.Paused or RolloutStatus.RollingBack,
            };
            Actions.Add(new PlannedAction.Alert($"the release is bad: {found}"));
        }

        public void JudgeOpen()
        {
            while (State.Status == RolloutStatus.Running && State.Wave < definition.Waves.Count - 1)
            {
                GateJudgement found = Gate.JudgeOpen(definition.Gate, State.Evidence, State.Wave);
                bool isGood = found.Finding == GateFinding.Good;
                if (!isGood && !IsUsedUp())
                {
                    return;
                }

                if (!isGood && definition.Gate.Undecided == UndecidedAction.Hold)
                {
                    State = State with { Status = RolloutStatus.Held, Why = $"the wave is used up: {found}" };
                    Actions.Add(new PlannedAction.Alert($"the gate is undecided: {found}"));
                    return;
                }

                if (input.NothingNew)
                {
                    return;
                }

                OpenNext(found);
            }
        }

        public void Offer()
        {
            int room = Room(definition, State, input);
            foreach (Candidate candidate in input.Candidates)
            {
                if (room == 0)
                {
                    return;
                }

                if (!definition.Schedule.IsOpen(input.Now, candidate.TimeZone))
                {
                    continue;
                }

                DeviceTry record = new(candidate.Device)
                {
                    Type = candidate.Type,
                    TimeZone = candidate.TimeZone,
                    Wave = State.Wave,
                    Attempt = 1,
                    Offered = input.Now,
                    Next = input.Now + definition.Gate.Answer,
                    EvidenceRound = State.EvidenceRound,
                };
                State = Tokens.Take(State.With(null, record), input.PayloadBytes);
                Records.Add(record);
                Actions.Add(new PlannedAction.Offer(record.Device, record.Attempt));
                room--;
            }
        }

        public void Finish()
        {
            State = State with { Recalling = State.Recalling && !input.RecallDone };
            if (State.Status == RolloutStatus.RollingBack && !State.Recalling
                && State.Count(DeviceStage.Returning) == 0 && State.Count(DeviceStage.Activated) == 0)
            {
                State = State with { Status = RolloutStatus.RolledBack };
                Actions.Add(new PlannedAction.Note("every device that had the release was dealt with"));
            }

            bool isLast = State.Wave == definition.Waves.Count - 1 && State.Exposed >= Allowed;
            if (State.Status == RolloutStatus.Running && isLast && State.Exposed > 0 && OpenRecords() == 0)
            {
                State = State with { Status = RolloutStatus.Completed, Why = "every device of the target was judged" };
                Actions.Add(new PlannedAction.Note("the rollout is complete"));
            }
        }

        private void OpenNext(GateJudgement found)
        {
            int next = State.Wave + 1;

            // A wave that allows nobody new would have no devices to show anything with.
            while (next < definition.Waves.Count - 1
                && definition.Allowed(next, State.Members) <= State.Exposed)
            {
                next++;
            }

            string message = $"wave '{definition.Waves[next].Name}' opened: {found}";
            State = State with { Wave = next, Why = message };
            Actions.Add(new PlannedAction.Note(message));
        }

        private bool IsUsedUp() => State.Exposed > 0 && State.Exposed >= Allowed && OpenRecords() == 0;

        private long OpenRecords() =>
            State.Count(DeviceStage.Offered) + State.Count(DeviceStage.Started) + State.Count(DeviceStage.Activated)
            + State.Count(DeviceStage.Waiting);
    }
}
