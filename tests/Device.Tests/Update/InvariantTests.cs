using Garita.Device.Update.Boot;
using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;

namespace Garita.Device.Tests.Update;

/// <summary>What must hold of slots, and is no step of one update.</summary>
public sealed class InvariantTests : IDisposable
{
    private readonly ReleaseSigner _signer = new();
    private readonly SimulatedUnit _unit;
    private readonly TestRelease _factory;

    public InvariantTests()
    {
        _factory = TestRelease.Make(_signer, sequence: 1, epoch: 1);
        _unit = new SimulatedUnit(_signer, _factory);
    }

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Image_whose_slot_was_half_written_over_is_fetched_again_and_not_taken_for_installed()
    {
        Install(TestRelease.Make(_signer, sequence: 2, epoch: 1), "d1");
        TestRelease third = TestRelease.Make(_signer, sequence: 3, epoch: 1);
        UpdateMachine machine = _unit.Start();
        machine.Offer(new UpdateOffer("d2", 1, third.Manifest));
        _unit.Release = third;
        _unit.Download(machine, packets: 2);

        machine = _unit.Start();
        OfferVerdict verdict = machine.Offer(new UpdateOffer("d3", 1, _factory.Manifest));

        Assert.Equal(OfferVerdict.Accepted, verdict);
        Assert.True(machine.Progress!.Value.AnyStart);
        Assert.Equal(SlotVerdict.NotSealed, Judge(SlotName.A));
        _unit.Release = _factory;
        _unit.Download(machine);
        machine.Check();
        Assert.Equal(UpdateStage.Staged, machine.Stage);
    }

    // Whoever can write the disk puts everything back but the trust state: the floor is not there.
    [Fact]
    public void Old_slots_journal_and_boot_record_put_back_do_not_start_what_is_below_the_floor()
    {
        byte[][] before = _unit.Snapshot();
        TestRelease next = TestRelease.Make(_signer, sequence: 2, epoch: 2);
        Install(next, "d1");

        _unit.Restore(before);

        Assert.Equal(SlotVerdict.BelowFloor, Judge(SlotName.A));
        Assert.Null(_unit.Choose());
    }

    [Fact]
    public void Image_that_is_put_into_the_other_slot_by_hand_is_not_started_without_an_order()
    {
        TestRelease smuggled = TestRelease.Make(_signer, sequence: 5, epoch: 1);
        _unit.Seed(SlotName.B, smuggled);

        _unit.Start();

        Assert.Equal((SlotName.A, BootReason.Confirmed), (_unit.Running!.Slot, _unit.Running.Reason));
    }

    private SlotVerdict Judge(SlotName name) => _unit.Check().Judge(new Slot(name, _unit.Slots[name]), out _);

    private void Install(TestRelease release, string deployment)
    {
        _unit.Release = release;
        UpdateMachine machine = _unit.Start();
        Assert.Equal(OfferVerdict.Accepted, machine.Offer(new UpdateOffer(deployment, 1, release.Manifest)));
        _unit.Download(machine);
        machine.Check();
        machine.Activate();
        _unit.Start().Confirm();
    }
}
