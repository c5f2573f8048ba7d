using System.Globalization;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Desk;
using Xunit.Abstractions;

namespace Garita.Server.Tests.Rollouts;

/// <summary>What a large fleet costs. A thousand devices by default, a million with GARITA_LONG=1.</summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Rollouts = 50;

    private static readonly bool s_long = Environment.GetEnvironmentVariable("GARITA_LONG") == "1";

    [Fact]
    public async Task Fifty_rollouts_are_answered_within_a_second_and_a_tick_touches_only_what_changed()
    {
        int devices = s_long ? 1_000_000 : 1000;
        await using RolloutHouse house = await RolloutHouse.MakeAsync(0);
        await house.FillAsync(devices);
        for (int i = 0; i < Rollouts; i++)
        {
            await house.CreateAsync(Definition(i));
        }

        await MeasureAsync("create", () => house.CreateAsync(Definition(0)));
        await MeasureAsync("preview", () => house.Desk.PreviewAsync("r7", CancellationToken.None));
        for (int i = 1; i < Rollouts; i++)
        {
            await house.TellAsync(RolloutCommand.Start, Name(i));
        }

        await MeasureAsync("start", () => house.TellAsync(RolloutCommand.Start, Name(0)));
        for (int tick = 0; tick < 3; tick++)
        {
            await house.TickAsync();
        }

        await MeasureAsync("tick, nothing changed", () => house.TickAsync());
        foreach (int device in Enumerable.Range(0, 100))
        {
            house.Connect(RolloutHouse.NameOf(device));
        }

        await MeasureAsync("tick, 100 devices came", () => house.TickAsync());
        await MeasureAsync("explain", () => house.Desk.WhyAsync("r7", "0207", CancellationToken.None));
        await MeasureAsync("status", () => house.ViewAsync("r7"));
        await MeasureAsync("pause", () => house.TellAsync(RolloutCommand.Pause, "r7"));
        Assert.InRange(house.Road.Standing.Count, 90, 100);
        Assert.Equal(RolloutRefusal.NotNow, await house.TellAsync(RolloutCommand.Pause, "r7"));
    }

    private static string Name(int rollout) => string.Create(CultureInfo.InvariantCulture, $"r{rollout}");

    // Each is meant for a fiftieth of the fleet.
    private static string Definition(int rollout) => RolloutHouse.Definition(
        Name(rollout), target: $"type = t{rollout.ToString(CultureInfo.InvariantCulture)}");

    private async Task MeasureAsync(string what, Func<Task> work)
    {
        long start = TimeProvider.System.GetTimestamp();
        await work();
        TimeSpan took = TimeProvider.System.GetElapsedTime(start);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {took.TotalMilliseconds:0} ms"));
        Assert.True(took < TimeSpan.FromSeconds(s_long ? 1 : 10), $"{what} took {took}");
    }
}
