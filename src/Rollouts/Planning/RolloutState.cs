using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Garita.Rollouts.Gates;

namespace Garita.Rollouts.Planning;

/// <summary>Where a rollout stands; together with its devices' records everything that the planner knows.</summary>
public sealed record RolloutState
{
    /// <summary>Where it stands.</summary>
    public RolloutStatus Status { get; init; }

    /// <summary>Why it stands there, for people.</summary>
    public string Why { get; init; } = "";

    /// <summary>The open wave, from 0.</summary>
    public int Wave { get; init; }

    /// <summary>Devices in the target now, and those that were in it when they were offered the release.</summary>
    public long Members { get; init; }

    /// <summary>Devices that have been offered the release; only grows.</summary>
    public long Exposed { get; init; }

    /// <summary>Those of them that are not judged.</summary>
    public long Unjudged { get; init; }

    /// <summary>What was seen since it was started, or resumed after a stop.</summary>
    [JsonIgnore]
    public Evidence Evidence { get; init; } = Evidence.None;

    /// <summary>Counts up when the evidence begins anew.</summary>
    public int EvidenceRound { get; init; }

    /// <summary>How many devices of each wave stand where.</summary>
    [JsonIgnore]
    public ImmutableDictionary<(int Wave, DeviceStage Stage), long> Figures { get; init; } =
        ImmutableDictionary<(int Wave, DeviceStage Stage), long>.Empty;

    /// <summary>How many attempts ended how.</summary>
    public ImmutableDictionary<AttemptOutcome, long> Outcomes { get; init; } =
        ImmutableDictionary<AttemptOutcome, long>.Empty;

    /// <summary>Offers that may be made at once.</summary>
    public double OfferTokens { get; init; }

    /// <summary>Bytes that may be caused at once.</summary>
    public double ByteTokens { get; init; }

    /// <summary>When tokens were last counted; null before the first time.</summary>
    public DateTimeOffset? TokensAt { get; init; }

    /// <summary>Whether the evidence of this round was found bad.</summary>
    public bool FoundBad { get; init; }

    /// <summary>Whether records still have to be taken back one by one.</summary>
    public bool Recalling { get; init; }

    /// <summary>How many devices stand somewhere, over all waves.</summary>
    public long Count(DeviceStage stage) =>
        Figures.Where(figure => figure.Key.Stage == stage).Sum(figure => figure.Value);

    /// <summary>The same with a record changed: the one place where figures move.</summary>
    public RolloutState With(DeviceTry? before, DeviceTry after)
    {
        ArgumentNullException.ThrowIfNull(after);
        Tally change = TallyOf(after) - (before is null ? default : TallyOf(before));
        ImmutableDictionary<(int Wave, DeviceStage Stage), long> figures = Figures;
        if (before is null || before.Stage != after.Stage)
        {
            figures = before is null ? figures : Add(figures, (before.Wave, before.Stage), -1);
            figures = Add(figures, (after.Wave, after.Stage), 1);
        }

        return this with
        {
            Exposed = Exposed + (before is null ? 1 : 0),
            Unjudged = Unjudged + (after.IsUnjudged ? 1 : 0) - (before?.IsUnjudged == true ? 1 : 0),
            Evidence = Evidence.With(change, after.Wave, after.Type),
            Figures = figures,
            Outcomes = IsNewOutcome(before, after) ? Add(Outcomes, after.Outcome, 1) : Outcomes,
        };
    }

    private static bool IsNewOutcome(DeviceTry? before, DeviceTry after) =>
        after.Outcome != AttemptOutcome.None
        && (before is null || before.Outcome != after.Outcome || before.Faults != after.Faults);

    private static ImmutableDictionary<T, long> Add<T>(ImmutableDictionary<T, long> counts, T key, long change)
        where T : notnull => counts.SetItem(key, counts.GetValueOrDefault(key) + change);

    private Tally TallyOf(DeviceTry record) =>
        record.EvidenceRound == EvidenceRound ? record.Contribution() : default;
}
