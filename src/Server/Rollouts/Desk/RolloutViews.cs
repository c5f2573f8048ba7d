using Garita.Contracts.Api.Rollouts;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Gates;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Storage;

namespace Garita.Server.Rollouts.Desk;

/// <summary>Rollouts as the API shows them. Every figure is kept up, none is counted here.</summary>
internal static class RolloutViews
{
    public static RolloutView Of(
        RolloutRecord record, string? version, IReadOnlyList<RoleView> approvals, IReadOnlyList<RolloutEvent> events) =>
        new()
        {
            Name = record.Name,
            Status = RolloutWords.Of(record.State.Status),
            Why = record.State.Why,
            Digest = record.Definition.Digest.Hex,
            Release = record.Definition.Release.Hex,
            Version = version,
            Target = record.Definition.Target.Text,
            OnFailure = RolloutWords.Of(record.Definition.OnFailure),
            CanReturn = record.CanReturn,
            CreatedBy = record.CreatedBy,
            Created = record.Created,
            Members = record.State.Members,
            Exposed = record.State.Exposed,
            Unjudged = record.State.Unjudged,
            Wave = record.State.Wave,
            Waves = Waves(record, record.State.Members),
            StopEvidence = Gate.JudgeStop(record.Definition.Gate, record.State.Evidence).ToString(),
            OpenEvidence = Gate.JudgeOpen(record.Definition.Gate, record.State.Evidence, record.State.Wave).ToString(),
            Evidence = [.. record.State.Evidence.Strata.Select(Evidence)],
            Outcomes = record.State.Outcomes.ToDictionary(pair => RolloutWords.Of(pair.Key), pair => pair.Value),
            Approvals = approvals,
            Events = [.. events.Select(happened => new RolloutEventView(happened.At, happened.Kind, happened.Text))],
        };

    private static EvidenceView Evidence(Stratum stratum)
    {
        Tally tally = stratum.Tally;
        FailureRate rate = FailureRate.Of(tally);
        return new EvidenceView(
            stratum.Name, tally.Started, tally.Pending, tally.Good, tally.Bad, rate.Low, rate.High,
            FailureRate.Confidence);
    }

    public static IReadOnlyList<RolloutWaveView> Waves(RolloutRecord record, long members)
    {
        RolloutDefinition definition = record.Definition;
        return
        [
            .. definition.Waves.Select((wave, index) => new RolloutWaveView(
                wave.Name,
                definition.Allowed(index, members),
                record.State.Figures.Where(figure => figure.Key.Wave == index && figure.Value > 0)
                    .ToDictionary(figure => RolloutWords.Of(figure.Key.Stage), figure => figure.Value))),
        ];
    }
}
