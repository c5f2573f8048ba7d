using Garita.Durable;
using Garita.Firmware.Delivery;

namespace Garita.Device.Tests.Update.Agent;

/// <summary>
/// The power goes at every storage operation from the moment an offer comes to the first chunk that is asked for.
/// </summary>
public sealed class AssignedOfferPowerTests
{
    public static TheoryData<string> Kinds => [.. Enum.GetNames<CutKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Floor_is_raised_before_anything_is_done_with_an_offer_and_no_cut_lowers_it(string kindName)
    {
        CutKind kind = Enum.Parse<CutKind>(kindName);
        int operations = await RunAsync(kind, 0);
        Assert.InRange(operations, 4, 20);
        for (int cut = 1; cut <= operations; cut++)
        {
            await RunAsync(kind, cut);
        }
    }

    private static async Task<int> RunAsync(CutKind kind, int cut)
    {
        using AgentBench bench = new();
        byte[] older = AgentBench.OfferOf(TestRelease.Make(bench.Signer, sequence: 3, epoch: 2), "older");
        UpdateOfferMessage offer = AgentBench.Unsigned(bench.New);
        bench.Server.Offer = Assigned.Encode(offer);
        PowerSupply power = cut == 0 ? new PowerSupply(kind, cut) : new PowerSupply(kind, cut, cut);
        await LiveUntilCutAsync(bench, power);

        // Two copies are replaced first, and nothing else is written before both are.
        string where = $"{kind} at {cut}";
        long floor = bench.Unit.State().AssignmentFloor;
        Assert.True(floor == offer.Counter || (floor == 0 && cut is 1 or 2), where);
        Assert.True(bench.Unit.Start().UnderWay.Deployment.Length == 0 || cut is 0 or > 2, where);
        if (floor > 0)
        {
            bench.Server.Offer = older;
            UpdateStatusMessage refused = await bench.UntilFinalAsync("older");
            Assert.Equal((UpdateState.Refused, UpdateReason.OlderAssignment), (refused.State, refused.Reason));
        }

        bench.Server.Offer = Assigned.Encode(offer);
        UpdateState final = (await bench.UntilFinalAsync()).State;
        Assert.True(
            final == UpdateState.Installed || (final, kind) == (UpdateState.StorageFailed, CutKind.InputOutputError),
            $"{where}: {final}");
        Assert.Equal(offer.Counter, bench.Unit.State().AssignmentFloor);
        return power.Operations;
    }

    private static async Task LiveUntilCutAsync(AgentBench bench, PowerSupply power)
    {
        bench.Server.OnChunks = _ => throw new PowerCutException();

        // A slot that cannot be written ends the attempt, and the agent lives on.
        bench.Server.OnStatus = s => s.State == UpdateState.StorageFailed ? throw new PowerCutException() : true;
        Exception? end = await Record.ExceptionAsync(() => bench.Start(power).RunAsync(bench.Patience));
        Assert.True(end is PowerCutException or DurableException or DeviceException, end?.ToString());
        bench.Server.OnChunks = null;
        bench.Server.OnStatus = _ => true;
        bench.Server.LoseInbox();
        bench.Unit.Restart();
    }
}
