using Garita.Device.Update.Boot;
using Garita.Device.Update.Journal;
using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;
using Garita.Firmware.Delivery;

namespace Garita.Device.Tests.Update;

/// <summary>The last report of an update that went back says why, whatever start it is made at.</summary>
public sealed class RollbackReasonTests : IDisposable
{
    private readonly ReleaseSigner _signer = new();
    private readonly SimulatedUnit _unit;
    private readonly TestRelease _new;

    public RollbackReasonTests()
    {
        _new = TestRelease.Make(_signer, sequence: 2, epoch: 2);
        _unit = new SimulatedUnit(_signer, TestRelease.Make(_signer, sequence: 1, epoch: 1)) { Release = _new };
    }

    public void Dispose() => _signer.Dispose();

    [Theory]
    [InlineData(UpdateReason.Unhealthy)]
    [InlineData(UpdateReason.NoContact)]
    public void What_the_new_image_said_is_reported_by_the_old_one(UpdateReason reason)
    {
        Activate();
        _unit.Start().GiveUp(reason);

        AssertRolledBack(_unit.Start(), reason);
        AssertRolledBack(_unit.Start(), reason);
    }

    [Fact]
    public void Image_that_never_gets_as_far_as_its_program_did_not_start()
    {
        Activate();
        for (int start = 0; start < _unit.Options.TrialStarts; start++)
        {
            _unit.Load();
        }

        AssertRolledBack(_unit.Start(), UpdateReason.DidNotStart);
    }

    [Fact]
    public void Image_whose_program_dies_again_and_again_used_up_its_starts()
    {
        Activate();
        for (int start = 0; start < _unit.Options.TrialStarts; start++)
        {
            Assert.Equal(UpdateStage.Trial, _unit.Start().Stage);
        }

        AssertRolledBack(_unit.Start(), UpdateReason.StartsUsedUp);
    }

    [Fact]
    public void Slot_that_the_boot_loader_did_not_take_is_reported_as_refused()
    {
        Activate();
        _unit.Slots[SlotName.B].Spoil(5000);

        AssertRolledBack(_unit.Start(), UpdateReason.SlotRefused);
        Assert.Equal(BootReason.Confirmed, _unit.Running!.Reason);
    }

    [Fact]
    public void Reason_is_as_durable_as_the_report()
    {
        UpdateEntry entry = UpdateEntry.Empty with
        {
            Stage = UpdateStage.Reverting,
            GivenUp = UpdateReason.NoContact,
            Reports =
            [
                new UpdateReport("d1", 1, _new.Manifest.Digest, UpdateOutcome.RolledBack, UpdateReason.SlotRefused),
                new UpdateReport("d2", 1, _new.Manifest.Digest, UpdateOutcome.Installed),
            ],
        };
        CutRegion region = new(UpdateJournal.RegionLength);
        new UpdateJournal(region).Write(entry);

        UpdateEntry read = new UpdateJournal(region).Read();

        Assert.Equal(entry.GivenUp, read.GivenUp);
        Assert.Equal(entry.Reports, read.Reports);
    }

    private void Activate()
    {
        UpdateMachine machine = _unit.Start();
        Assert.Equal(OfferVerdict.Accepted, machine.Offer(new UpdateOffer("d1", 1, _new.Manifest)));
        _unit.Download(machine);
        machine.Check();
        machine.Activate();
    }

    private void AssertRolledBack(UpdateMachine machine, UpdateReason reason)
    {
        Assert.Equal(SlotName.A, _unit.Running!.Slot);
        Assert.Equal(
            new UpdateReport("d1", 1, _new.Manifest.Digest, UpdateOutcome.RolledBack, reason), machine.Report);
    }
}
