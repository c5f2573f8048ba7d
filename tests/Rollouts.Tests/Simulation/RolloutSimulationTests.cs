using FsCheck;
using FsCheck.Fluent;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Gates;
using Garita.Rollouts.Planning;
using Garita.Rollouts.Simulation;

namespace Garita.Rollouts.Tests.Simulation;

public sealed class RolloutSimulationTests
{
    private static readonly RolloutDefinition Definition = SampleRollouts.Definition with
    {
        Waves = [new Wave("canary", 60, null), new Wave("fifth", null, 20), new Wave("all", null, 100)],
        OnFailure = FailureAction.Rollback,
    };

    private static readonly FleetModel Fleet = new() { Devices = 500 };

    [Fact]
    public void Same_seed_plays_the_same()
    {
        SimulationResult one = Play(Definition, Fleet, 3);
        SimulationResult other = Play(Definition, Fleet, 3);
        Assert.Equal(one.Duration, other.Duration);
        Assert.Equal(one.Story, other.Story);
    }

    [Fact]
    public void Offers_never_go_beyond_the_open_wave_and_what_may_be_unjudged() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue / 2).ToArbitrary(),
        seed =>
        {
            (RolloutDefinition definition, FleetModel fleet) = Drawn(seed);
            SimulationResult result = Play(definition, fleet, seed);
            Assert.True(result.OverExposure <= 0);
            Assert.InRange(result.MostUnjudged, 0, definition.Pace.Unjudged);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void Release_that_fails_everywhere_is_stopped_within_the_stated_bound() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue / 2).ToArbitrary(),
        seed =>
        {
            int unjudged = 1 + (seed % 60);
            RolloutDefinition definition = Definition with
            {
                Waves = [new Wave("all", null, 100)],
                Pace = new Pace { PerMinute = 10_000, Unjudged = unjudged },
                Retries = new RetryRule { Attempts = 1 },
            };
            FleetModel fleet = Fleet with { Failing = 1, Mute = 0, Deferring = 0 };
            SimulationResult result = Play(definition, fleet, seed);
            Assert.True(result.Stopped);
            Assert.InRange(result.Exposed, 1, Gate.WorstExposure(definition.Gate, unjudged));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void Alarming_release_hardly_ever_leaves_the_canary_and_never_completes()
    {
        FleetModel fleet = Fleet with { Failing = 0.3 };
        SimulationResult[] results = [.. Enumerable.Range(0, 40).Select(seed => Play(Definition, fleet, seed))];
        Assert.DoesNotContain(results, result => result.Completed);
        Assert.InRange(results.Count(result => result.State.Wave > 0), 0, 5);
    }

    [Fact]
    public void Good_release_with_five_percent_of_noise_is_hardly_ever_stopped()
    {
        SimulationResult[] results = [.. Enumerable.Range(0, 40).Select(seed => Play(Definition, Fleet, seed))];
        Assert.InRange(results.Count(result => result.Stopped), 0, 2);

        // Waves as small as these are now and then held for a person.
        Assert.InRange(results.Count(result => result.Completed), 30, 40);
    }

    [Fact]
    public void Release_that_fails_on_one_type_is_found_by_that_type_and_goes_back()
    {
        FleetModel fleet = Fleet with
        {
            Types = [new FleetType("pump", 0.12, 0.9), new FleetType("valve", 0.88, 0)],
        };
        RolloutDefinition definition = Definition with { Gate = new GateRule { Undecided = UndecidedAction.Open } };
        SimulationResult[] results = [.. Enumerable.Range(0, 12).Select(seed => Play(definition, fleet, seed))];
        Assert.All(results, result => Assert.True(result.Stopped));
        Assert.All(results, result => Assert.True(result.Exposed < 500));
        Assert.Contains(results, result => result.State.Why.StartsWith("type:pump", StringComparison.Ordinal));
        Assert.All(results, result => Assert.True(
            result.State.Status is RolloutStatus.RolledBack or RolloutStatus.RollingBack));
        Assert.All(results, result => Assert.True(result.State.Count(DeviceStage.Returned) > 0));
    }

    [Fact]
    public void Lying_minority_that_reports_success_hides_no_bad_release()
    {
        // A fifth of the fleet says that all is well whatever happened: half of the rest fails.
        FleetModel fleet = Fleet with
        {
            Types = [new FleetType("liar", 0.2, 0), new FleetType("honest", 0.8, 0.5)],
        };
        RolloutDefinition blind = Definition with { Gate = new GateRule { ByType = false } };
        Assert.All(
            Enumerable.Range(0, 12).Select(seed => Play(blind, fleet, seed)), result => Assert.False(result.Completed));
    }

    [Fact]
    public void Devices_that_never_report_do_not_stop_a_good_release_nor_block_it()
    {
        FleetModel fleet = Fleet with { Mute = 0.1 };
        RolloutDefinition patient = Definition with { Gate = new GateRule { Undecided = UndecidedAction.Open } };
        SimulationResult result = Play(patient, fleet, 5);
        Assert.False(result.Stopped);
        Assert.Equal(2, result.State.Wave);
        Assert.True(result.State.Count(DeviceStage.Done) > 400);
    }

    private static SimulationResult Play(RolloutDefinition definition, FleetModel fleet, int seed) =>
        RolloutSimulation.Run(definition, fleet, seed, CancellationToken.None);

    private static (RolloutDefinition Definition, FleetModel Fleet) Drawn(int seed)
    {
        Random chance = new(seed);
        RolloutDefinition definition = Definition with
        {
            Waves =
            [
                new Wave("one", chance.Next(1, 80), null),
                new Wave("two", null, chance.Next(1, 60)),
                new Wave("three", null, chance.Next(60, 101)),
            ],
            Pace = new Pace { PerMinute = chance.Next(1, 2000), Unjudged = chance.Next(1, 200) },
            Gate = new GateRule { Undecided = (UndecidedAction)chance.Next(2),
                Soak = TimeSpan.FromMinutes(chance.Next(90)) },
            OnFailure = (FailureAction)chance.Next(3),
        };
        FleetModel fleet = new()
        {
            Devices = chance.Next(20, 300),
            Failing = chance.NextDouble() * chance.NextDouble(),
            Deferring = chance.NextDouble() * 0.5,
            Mute = chance.NextDouble() * 0.2,
        };
        return (definition, fleet);
    }
}
