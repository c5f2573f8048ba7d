using Garita.Device.Update.Boot;
using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;
using Garita.Firmware;

namespace Garita.Device.Tests.Update;

/// <summary>
/// The power goes before, within and after every single operation of a good and of a reverted update, and then twice
/// at chance. What must hold at every start: the running image is whole, signed, and the old or the new one.
/// </summary>
public sealed class PowerCutTests : IDisposable
{
    private readonly ReleaseSigner _signer = new();
    private readonly TestRelease _before;
    private readonly TestRelease _old;
    private readonly TestRelease _new;

    public PowerCutTests()
    {
        _before = TestRelease.Make(_signer, sequence: 0, epoch: 1);
        _old = TestRelease.Make(_signer, sequence: 1, epoch: 1);
        _new = TestRelease.Make(_signer, sequence: 2, epoch: 2);
    }

    public static TheoryData<string, bool> Campaigns
    {
        get
        {
            TheoryData<string, bool> campaigns = [];
            foreach (CutKind kind in Enum.GetValues<CutKind>())
            {
                campaigns.Add(kind.ToString(), true);
                campaigns.Add(kind.ToString(), false);
            }

            return campaigns;
        }
    }

    public void Dispose() => _signer.Dispose();

    [Theory]
    [MemberData(nameof(Campaigns))]
    public void Cut_at_every_operation_leaves_the_old_image_or_the_new_one(string kindName, bool good)
    {
        CutKind kind = Enum.Parse<CutKind>(kindName);
        int operations = Run(kind, good, seed: 0);
        Assert.Equal(60, operations); // docs/reliability.md says so
        for (int cut = 1; cut <= operations; cut++)
        {
            Run(kind, good, cut, cut);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cuts_at_chance_leave_the_old_image_or_the_new_one(bool good)
    {
        int operations = Run(CutKind.Torn, good, seed: 0);
        Random chance = new(20_190);
        for (int round = 0; round < 300; round++)
        {
            int[] cuts = [.. Enumerable.Range(
                0, chance.Next(2, 5)).Select(_ => chance.Next(1, 2 * operations)).Order()];
            Run(chance.Next(2) == 0 ? CutKind.Torn : CutKind.BeforeAndUnsyncedLost, good, round, cuts);
        }
    }

    private int Run(CutKind kind, bool good, int seed, params int[] cuts)
    {
        SimulatedUnit unit = new(_signer, _old)
        {
            Offered = new UpdateOffer("d1", 1, _new.Manifest),
            Release = _new,
            Behaviour = good ? _ => true : null,
        };

        // The other slot holds what ran before the old image, as it does in all devices but new ones.
        unit.Seed(SlotName.B, _before);
        PowerSupply power = new(kind, seed, cuts);
        unit.RunUntilQuiet(power);
        string where = $"{kind}, cuts at {string.Join(", ", cuts)}";
        foreach (BootChoice? choice in unit.Choices)
        {
            Sha256Digest runs = choice!.Manifest.Digest;
            Assert.True(runs == _old.Manifest.Digest || runs == _new.Manifest.Digest, where);
        }

        UpdateOutcome outcome = Assert.Single(unit.Reports.Distinct()).Outcome;
        bool isNew = unit.Running!.Manifest.Digest == _new.Manifest.Digest;
        Assert.True(isNew == (outcome == UpdateOutcome.Installed), $"{where}: {outcome}");
        Assert.True(unit.Floor() == (isNew ? 2u : 1u), where);
        Assert.Equal(BootState.Of(unit.Running.Slot), unit.Boot()! with { GivenUp = null });
        SlotVerdict other = unit.Check().Judge(Other(unit), out _);
        Assert.True(other is SlotVerdict.Good or SlotVerdict.NotSealed or SlotVerdict.BelowFloor, where);
        if (kind != CutKind.InputOutputError && good && cuts.Length < 2)
        {
            Assert.Equal(UpdateOutcome.Installed, outcome);
        }

        return power.Operations;
    }

    private static Slot Other(SimulatedUnit unit)
    {
        SlotName name = unit.Running!.Slot == SlotName.A ? SlotName.B : SlotName.A;
        return new Slot(name, unit.Slots[name]);
    }
}
