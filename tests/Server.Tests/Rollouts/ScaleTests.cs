using System.Diagnostics;
using System.Globalization;
using Garita.Contracts.Api.Rollouts;
using Garita.Contracts.Identities;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Desk;
using Xunit.Abstractions;

namespace Garita.Server.Tests.Rollouts;

/// <summary>What a large fleet costs. A few thousand devices by default, a million with GARITA_LONG=1.</summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Rollouts = 50;
    private const int Types = 50;
    private const string Everybody = "r49";

    private static readonly bool s_long = Environment.GetEnvironmentVariable("GARITA_LONG") == "1";

    private static int Devices => s_long ? 1_000_000 : 5000;

    // Nine of ten are connected; the rest comes while the clock runs.
    private static int Connected => Devices / 10 * 9;

    [Fact]
    public async Task Fifty_rollouts_are_answered_within_a_second_and_a_tick_touches_only_what_changed()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(0);
        await MeasureAsync("fill the database and load the registry", 600, () => house.FillAsync(Devices));
        Connect(house);
        await MeasureAsync("tick, nine of ten devices connected", 60, () => house.TickAsync());
        for (int i = 0; i < Rollouts; i++)
        {
            await house.CreateAsync(Definition(i));
        }

        await house.CreateAsync(RolloutHouse.Definition("serials", target: "serial ~ S-1"));
        await MeasureBestAsync("create", 1, () => house.CreateAsync(Definition(0)));
        await PreviewAsync(house, "preview of a type", "r7", Devices / Types);
        await PreviewAsync(house, "preview of everybody", Everybody, Devices);
        await PreviewAsync(house, "preview by serial numbers", "serials", 0);
        await RunAsync(house);
        await MeasureBestAsync("explain", 1, () => house.Desk.WhyAsync(Everybody, "0207", CancellationToken.None));
        await MeasureBestAsync("status", 1, () => house.ViewAsync("r7"));
        await MeasureAsync("pause", 1, () => house.TellAsync(RolloutCommand.Pause, "r7"));
        Assert.Equal(RolloutRefusal.NotNow, await house.TellAsync(RolloutCommand.Pause, "r7"));
        Write("memory", $"{GC.GetTotalMemory(true) >> 20} MiB, process {Environment.WorkingSet >> 20} MiB");
    }

    private static string Name(int rollout) => string.Create(CultureInfo.InvariantCulture, $"r{rollout}");

    // Each is meant for a fiftieth of the fleet, and the last one for everybody.
    private static string Definition(int rollout) => RolloutHouse.Definition(
        Name(rollout), target: Name(rollout) == Everybody
            ? "all"
            : string.Create(CultureInfo.InvariantCulture, $"type = t{rollout}"));

    private static void Connect(RolloutHouse house)
    {
        for (int device = 0; device < Connected; device++)
        {
            house.Connect(RolloutHouse.NameOf(device));
        }
    }

    private async Task PreviewAsync(RolloutHouse house, string what, string name, long members)
    {
        RolloutPreview? preview = null;
        await MeasureBestAsync(what, 1, async () =>
            preview = await house.Desk.PreviewAsync(name, CancellationToken.None));
        Assert.Equal(members, preview!.Members);
    }

    private async Task RunAsync(RolloutHouse house)
    {
        for (int i = 1; i < Rollouts; i++)
        {
            await house.TellAsync(RolloutCommand.Start, Name(i));
        }

        await MeasureAsync("start", 1, () => house.TellAsync(RolloutCommand.Start, Name(0)));
        await MeasureAsync("tick, 50 rollouts offer their first wave", 10, () => house.TickAsync());
        for (int tick = 0; tick < 10; tick++)
        {
            await house.TickAsync();
        }

        Assert.Equal(20 * Rollouts, house.Road.Standing.Count);
        double idle = await MeasureBestAsync("tick, nothing changed", 0.1, () => house.TickAsync());
        await ChangeAsync(house);
        double busy = await MeasureAsync("tick, 1,000 devices changed", 1, () => house.TickAsync());
        Write("a device that changed", $"{(busy - idle) * 1000:0.0} µs");
        Assert.Equal(Devices, (await house.ViewAsync(Everybody)).Members);
    }

    // 900 devices connect, and 100 of type t0 report another version.
    private static async Task ChangeAsync(RolloutHouse house)
    {
        foreach (int device in Enumerable.Range(Connected, Math.Min(900, Devices - Connected)))
        {
            house.Connect(RolloutHouse.NameOf(device));
        }

        foreach (int device in Enumerable.Range(0, 100))
        {
            await house.Registry.SetFirmwareAsync(
                Identity.Device(RolloutHouse.NameOf(device * Types)), "1.2.9", CancellationToken.None);
        }
    }

    private async Task<double> MeasureAsync(string what, double seconds, Func<Task> work) =>
        Judge(what, seconds, await TakeAsync(work));

    // The best of three, for what may be done again.
    private async Task<double> MeasureBestAsync(string what, double seconds, Func<Task> work)
    {
        (TimeSpan Passed, TimeSpan Processor)[] took =
            [await TakeAsync(work), await TakeAsync(work), await TakeAsync(work)];
        return Judge(what, seconds, took.MinBy(each => each.Processor));
    }

    private static async Task<(TimeSpan Passed, TimeSpan Processor)> TakeAsync(Func<Task> work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await work();
        return (Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - before);
    }

    // Beside other work a test waits for its turn, and that is nobody's cost: then the processor's time is what counts.
    private double Judge(string what, double seconds, (TimeSpan Passed, TimeSpan Processor) took)
    {
        Write(what, $"{took.Passed.TotalMilliseconds:0.0} ms, processor {took.Processor.TotalMilliseconds:0.0} ms");
        TimeSpan cost = took.Passed < took.Processor ? took.Passed : took.Processor;
        Assert.True(cost < TimeSpan.FromSeconds(s_long ? seconds : Math.Max(10, seconds)), $"{what} took {cost}");
        return cost.TotalMilliseconds;
    }

    private void Write(string what, FormattableString value) =>
        output.WriteLine($"{what}: {value.ToString(CultureInfo.InvariantCulture)}");
}
