using System.Text;
using Garita.Firmware;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;
using Garita.Rollouts.Targets;

namespace Garita.Rollouts.Tests;

/// <summary>Definitions and steps that many tests begin with.</summary>
internal static class SampleRollouts
{
    public static readonly DateTimeOffset Noon = new(2030, 5, 6, 12, 0, 0, TimeSpan.Zero);

    public static RolloutDefinition Definition { get; } = new()
    {
        Name = "pump-1-3",
        Release = Sha256Digest.Of("release"u8),
        Target = Query("all"),
        Waves = [new Wave("canary", 40, null), new Wave("tenth", null, 10), new Wave("all", null, 100)],
        Pace = new Pace { PerMinute = 600, Unjudged = 100 },
    };

    public static RolloutState Running { get; } = new() { Status = RolloutStatus.Running };

    public static TargetQuery Query(string text) =>
        TargetQuery.TryParse(text, out TargetQuery? query, out TargetError? error)
        ? query
        : throw new FormatException($"{error.Column}: {error.Message}");

    public static RolloutDefinition Read(string json) =>
        DefinitionReader.Read(Encoding.UTF8.GetBytes(json), out IReadOnlyList<DefinitionError> errors)
            ?? throw new FormatException(string.Join("; ", errors));

    public static Candidate[] Candidates(int count, string? type = null) =>
        [.. Enumerable.Range(0, count).Select(i => new Candidate($"D{i:0000}", type, null))];

    /// <summary>Devices that were offered the release and stand somewhere, all put into the figures.</summary>
    public static (RolloutState State, DeviceTry[] Records) Offered(RolloutDefinition definition, int count)
    {
        RolloutPlan plan = RolloutPlanner.Plan(definition, Running, new PlanInput(Noon)
        {
            Unoffered = 1000,
            Candidates = Candidates(count),
        });
        Assert.Equal(count, plan.Records.Count);
        return (plan.State, [.. plan.Records]);
    }

    public static RolloutPlan Tell(
        RolloutDefinition definition, RolloutState state, DeviceTry record, DeviceEvent happened, DateTimeOffset now) =>
        RolloutPlanner.Plan(definition, state, new PlanInput(now)
        {
            Unoffered = 900,
            Changes = [new DeviceChange(record, happened)],
        });

    public static DeviceEvent Ended(int attempt, AttemptOutcome outcome) =>
        new(DeviceEventKind.Ended) { Attempt = attempt, Outcome = outcome };
}
