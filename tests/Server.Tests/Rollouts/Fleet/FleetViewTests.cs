using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Rollouts;
using Garita.Contracts.Identities;
using Garita.Rollouts.Planning;

namespace Garita.Server.Tests.Rollouts.Fleet;

public sealed class FleetViewTests
{
    [Fact]
    public async Task Members_are_right_after_whatever_happens_to_devices()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(40);
        await house.CreateAsync(RolloutHouse.Definition(target: "type = pump"));
        await house.TellAsync(RolloutCommand.Start);
        await house.TickAsync();
        Random random = new(3);
        for (int step = 0; step < 60; step++)
        {
            await ChangeAsync(house, random, step);
            if (step % 3 == 0)
            {
                await house.Desk.PreviewAsync("pump-1-3", CancellationToken.None);
            }

            await house.TickAsync();
        }

        RolloutView kept = await house.ViewAsync();
        await house.RestartAsync();
        await house.TickAsync();
        Assert.Equal((await house.ViewAsync()).Members, kept.Members);
    }

    [Fact]
    public async Task Device_that_was_away_for_a_moment_takes_its_turn_again()
    {
        await using RolloutHouse house = await RolloutHouse.MakeAsync(3);
        await house.CreateAsync(RolloutHouse.Definition());
        house.Disconnect("0001");
        await house.TellAsync(RolloutCommand.Start);
        await house.TickAsync();
        Assert.Equal(2, house.Road.Standing.Count);
        house.Connect("0001");
        await house.TickAsync();
        Assert.Equal(3, house.Road.Standing.Count);
    }

    private static async Task ChangeAsync(RolloutHouse house, Random random, int step)
    {
        string device = RolloutHouse.NameOf(random.Next(40));
        Identity identity = Identity.Device(device);
        switch (random.Next(6))
        {
            case 0:
                await house.AddAsync($"NEW{step}", random.Next(2) == 0 ? "pump" : "valve");
                break;
            case 1:
                await house.Registry.SetStateAsync(identity, DeviceState.Disabled, CancellationToken.None);
                break;
            case 2:
                await house.Registry.SetStateAsync(identity, DeviceState.Active, CancellationToken.None);
                break;
            case 3:
                await house.Registry.SetFirmwareAsync(
                    identity, random.Next(2) == 0 ? "1.3.0" : "1.1.0", CancellationToken.None);
                break;
            case 4:
                await house.Registry.SetGroupsAsync(identity, [$"g{random.Next(3)}"], CancellationToken.None);
                break;
            default:
                house.Answer(random.Next(3) == 0 ? AttemptOutcome.Reverted : AttemptOutcome.Installed);
                break;
        }
    }
}
