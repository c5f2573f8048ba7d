using Garita.Contracts.Api.Rollouts;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Engine;

namespace Garita.Server.Tests.Rollouts;

/// <summary>Devices are watched while they soak, and compared with those that wait.</summary>
public sealed class RolloutHealthTests
{
    [Fact]
    public async Task Device_that_crashes_while_it_soaks_is_judged_before_the_soak_is_over()
    {
        await using RolloutHouse house = await SoakingAsync("\"crashes\": 0");
        string[] canaries = await CanariesAsync(house);
        foreach (string device in canaries.Take(8))
        {
            await house.MeasureAsync(device, HealthView.CrashSeries, 1);
        }

        await house.TickAsync(TimeSpan.FromMinutes(2));
        await house.TickAsync();
        RolloutView view = await house.ViewAsync();
        Assert.Equal(8, view.Outcomes["crashed"]);
        Assert.Equal("paused", view.Status);
    }

    [Fact]
    public async Task Crash_before_the_release_was_activated_is_not_its_fault()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(60);
        foreach (int device in Enumerable.Range(0, 60))
        {
            await house.MeasureAsync(RolloutHouse.NameOf(device), HealthView.CrashSeries, 1);
        }

        house.Time.Advance(TimeSpan.FromMinutes(1));
        await StartAsync(house, "\"crashes\": 0");
        await house.TickAsync(TimeSpan.FromMinutes(2));
        await house.TickAsync();
        Assert.False((await house.ViewAsync()).Outcomes.ContainsKey("crashed"));
    }

    [Fact]
    public async Task Device_that_connects_again_and_again_is_unsteady_and_a_start_of_the_server_is_not_its_fault()
    {
        await using RolloutHouse house = await SoakingAsync("\"reconnects\": 2");
        string[] canaries = await CanariesAsync(house);
        Reconnect(house, canaries[0], 3);
        Reconnect(house, canaries[1], 2);
        await house.RestartAsync();
        await house.TickAsync(TimeSpan.FromMinutes(2));
        Assert.False((await house.ViewAsync()).Outcomes.ContainsKey("unsteady"));

        Reconnect(house, canaries[0], 3);
        Reconnect(house, canaries[1], 2);
        await house.TickAsync(TimeSpan.FromMinutes(2));
        await house.TickAsync();
        Assert.Equal(1, (await house.ViewAsync()).Outcomes["unsteady"]);
    }

    [Theory]
    [InlineData(70, "done")]
    [InlineData(100, "failed")]
    public async Task Metric_that_gets_worse_is_compared_with_devices_that_wait(double others, string stage)
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(60);
        await MeasureAllAsync(house, _ => 100);
        house.Time.Advance(TimeSpan.FromMinutes(1));
        await StartAsync(house, "\"metrics\": [{ \"name\": \"battery\", \"worse\": \"lower\", \"by\": 0.15 }]");
        string[] canaries = await CanariesAsync(house);
        await MeasureAllAsync(house, device => canaries.Contains(device) ? 70 : others);
        await house.TickAsync(TimeSpan.FromMinutes(2));
        await house.TickAsync();
        await house.TickAsync(TimeSpan.FromMinutes(59));
        await house.TickAsync();
        Assert.Equal(20, (await house.ViewAsync()).Waves[0].Stages.GetValueOrDefault(stage));
    }

    [Fact]
    public async Task First_measurements_after_a_start_judge_nobody_before_the_soak_is_over()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(60);
        await MeasureAllAsync(house, _ => 100);
        house.Time.Advance(TimeSpan.FromMinutes(1));
        await StartAsync(house, "\"metrics\": [{ \"name\": \"battery\", \"worse\": \"lower\", \"by\": 0.15 }]");
        string canary = (await CanariesAsync(house))[0];
        await house.MeasureAsync(canary, "battery", 1);
        await house.TickAsync(TimeSpan.FromMinutes(2));
        await house.TickAsync();
        Assert.False((await house.ViewAsync()).Outcomes.ContainsKey("worse"));
        for (int i = 0; i < 20; i++)
        {
            await house.MeasureAsync(canary, "battery", 1);
        }

        await house.TickAsync(TimeSpan.FromMinutes(2));
        await house.TickAsync();
        Assert.Equal(1, (await house.ViewAsync()).Outcomes["worse"]);
    }

    [Fact]
    public async Task Silent_device_is_judged_while_it_soaks_and_not_for_the_time_in_which_the_server_was_down()
    {
        await using RolloutHouse house = await SoakingAsync("\"silence\": \"10m\"");
        string canary = (await CanariesAsync(house))[0];
        house.Time.Advance(TimeSpan.FromMinutes(15));
        await house.RestartAsync(connected: device => device != canary);
        await house.TickAsync();
        await house.TickAsync(TimeSpan.FromMinutes(2));
        Assert.False((await house.ViewAsync()).Outcomes.ContainsKey("silent"));
        await house.TickAsync(TimeSpan.FromMinutes(9));
        Assert.Equal(1, (await house.ViewAsync()).Outcomes["silent"]);
    }

    private static async Task<RolloutHouse> SoakingAsync(string health)
    {
        RolloutHouse house = await RolloutHouse.MakeAsync(60);
        await StartAsync(house, health);
        return house;
    }

    // Until the canaries have taken it; their soak of an hour begins.
    private static async Task StartAsync(RolloutHouse house, string health)
    {
        await house.CreateAsync(RolloutHouse.Definition(rest: $", \"health\": {{ {health} }}")
            .Replace("\"soak\": \"1m\"", "\"soak\": \"1h\"", StringComparison.Ordinal));
        await house.TellAsync(RolloutCommand.Start);
        await house.TickAsync();
        house.Answer(AttemptOutcome.Installed);
        await house.TickAsync();
    }

    private static Task<string[]> CanariesAsync(RolloutHouse house) =>
        Task.FromResult(house.Road.Offers.Select(offer => offer.Device).Take(20).ToArray());

    private static void Reconnect(RolloutHouse house, string device, int times)
    {
        for (int i = 0; i < times; i++)
        {
            house.Disconnect(device);
            house.Connect(device);
        }
    }

    private static async Task MeasureAllAsync(RolloutHouse house, Func<string, double> value)
    {
        foreach (string device in Enumerable.Range(0, 60).Select(RolloutHouse.NameOf))
        {
            await house.MeasureAsync(device, "battery", value(device));
        }
    }
}
