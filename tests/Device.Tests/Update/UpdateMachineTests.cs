using Garita.Device.Update;
using Garita.Device.Update.Boot;
using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;

namespace Garita.Device.Tests.Update;

public sealed class UpdateMachineTests : IDisposable
{
    private readonly ReleaseSigner _signer = new();
    private readonly SimulatedUnit _unit;
    private readonly TestRelease _new;

    public UpdateMachineTests()
    {
        _new = TestRelease.Make(_signer, sequence: 2, epoch: 2);
        _unit = new SimulatedUnit(_signer, TestRelease.Make(_signer, sequence: 1, epoch: 1)) { Release = _new };
    }

    private UpdateOffer Offer => new("d1", 1, _new.Manifest);

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Image_that_changed_on_the_storage_before_it_was_read_back_is_not_staged()
    {
        UpdateMachine machine = Downloaded();
        _unit.Slots[SlotName.B].Spoil(5000);

        machine.Check();

        Assert.Equal(UpdateStage.Idle, machine.Stage);
        Assert.Equal(UpdateOutcome.ReadBackFailed, machine.Report!.Outcome);
        Assert.Equal(SlotVerdict.NotSealed, Judge(SlotName.B));
    }

    [Fact]
    public void Image_that_changed_after_it_was_staged_is_not_activated()
    {
        UpdateMachine machine = Staged();
        _unit.Slots[SlotName.B].Spoil(5000);

        machine.Activate();

        Assert.False(machine.NeedsRestart);
        Assert.Null(_unit.Boot()!.Trial);
        Assert.Equal(UpdateOutcome.ReadBackFailed, machine.Report!.Outcome);
    }

    [Fact]
    public void Slot_that_changed_after_activation_is_not_jumped_to()
    {
        Staged().Activate();
        _unit.Slots[SlotName.B].Spoil(5000);

        UpdateMachine machine = _unit.Start();

        Assert.Equal(SlotName.A, _unit.Running!.Slot);
        Assert.Equal(UpdateOutcome.RolledBack, machine.Report!.Outcome);
    }

    [Fact]
    public void Confirmed_slot_that_changed_gives_way_to_the_other_good_one_and_that_one_is_confirmed()
    {
        TestRelease sibling = TestRelease.Make(_signer, sequence: 2, epoch: 1);
        UpdateMachine machine = _unit.Start();
        machine.Offer(new UpdateOffer("d1", 1, sibling.Manifest));
        _unit.Release = sibling;
        _unit.Download(machine);
        machine.Check();
        machine.Activate();
        _unit.Start().Confirm();
        _unit.Slots[SlotName.B].Spoil(5000);

        _unit.Start();

        Assert.Equal((SlotName.A, BootReason.LastResort), (_unit.Running!.Slot, _unit.Running.Reason));
        Assert.Equal(SlotName.A, _unit.Boot()!.Confirmed);
    }

    [Fact]
    public void Staged_image_that_has_to_stand_in_for_a_spoilt_one_is_on_trial_until_it_is_confirmed()
    {
        Staged();
        _unit.Slots[SlotName.A].Spoil(5000);

        UpdateMachine machine = _unit.Start();

        Assert.Equal((SlotName.B, BootReason.LastResort), (_unit.Running!.Slot, _unit.Running.Reason));
        Assert.Equal(UpdateStage.Trial, machine.Stage);
        machine.Confirm();
        Assert.Equal(BootState.Of(SlotName.B), _unit.Boot());
    }

    [Fact]
    public void Boot_record_with_no_whole_copy_starts_the_older_of_two_good_images()
    {
        Staged();
        _unit.BootRegion.Spoil(20);
        _unit.BootRegion.Spoil(4096 + 20);

        _unit.Start();

        Assert.Equal((SlotName.A, BootReason.NoRecord), (_unit.Running!.Slot, _unit.Running.Reason));
    }

    [Fact]
    public void Device_with_no_good_slot_starts_nothing_and_asks_nobody()
    {
        _unit.Slots[SlotName.A].Spoil(5000);
        BootLoader loader = new(
            new BootRecord(_unit.BootRegion),
            _unit.Slots.ToDictionary(s => s.Key, s => new Slot(s.Key, s.Value)),
            _unit.Check(),
            _unit.Check());

        Assert.Null(loader.Choose());
        Assert.Null(loader.Choose());
    }

    [Fact]
    public void Image_that_never_gets_as_far_as_its_program_has_exactly_its_starts()
    {
        Staged().Activate();
        for (int start = 0; start < _unit.Options.TrialStarts; start++)
        {
            _unit.Load();
            Assert.Equal(BootReason.Trial, _unit.Running!.Reason);
        }

        UpdateMachine machine = _unit.Start();

        Assert.Equal(SlotName.A, _unit.Running!.Slot);
        Assert.Equal(UpdateOutcome.RolledBack, machine.Report!.Outcome);
        Assert.Equal(_new.Manifest.Digest, machine.Report.Manifest);
    }

    [Fact]
    public void Confirmation_twice_is_one()
    {
        UpdateMachine machine = OnTrial();

        machine.Confirm();
        machine.Confirm();

        Assert.Equal(BootState.Of(SlotName.B), _unit.Boot());
        Assert.Equal(UpdateStage.Idle, _unit.Start().Stage);
    }

    [Fact]
    public void Image_on_trial_begins_no_other_update()
    {
        UpdateMachine machine = OnTrial();

        Assert.Equal(OfferVerdict.NotConfirmed, machine.Offer(new UpdateOffer("d2", 1, _unit.Factory.Manifest)));
        Assert.Equal(UpdateStage.Trial, machine.Stage);
    }

    [Fact]
    public void Report_that_nobody_took_stays_and_changes_nothing()
    {
        OnTrial().Confirm();

        for (int start = 0; start < 5; start++)
        {
            UpdateMachine machine = _unit.Start();
            Assert.Equal(SlotName.B, _unit.Running!.Slot);
            Assert.Equal(new UpdateReport("d1", 1, _new.Manifest.Digest, UpdateOutcome.Installed), machine.Report);
        }
    }

    [Fact]
    public void Attempt_that_ended_is_not_begun_again_and_the_next_one_is()
    {
        OnTrial().GiveUp();
        UpdateMachine machine = _unit.Start();

        Assert.Equal(OfferVerdict.Concluded, machine.Offer(Offer));
        Assert.Equal(OfferVerdict.Accepted, machine.Offer(Offer with { Attempt = 2 }));
    }

    [Fact]
    public void Floor_rises_with_the_confirmation_and_with_nothing_before()
    {
        UpdateMachine machine = OnTrial();
        Assert.Equal(1u, _unit.Floor());

        machine.Confirm();

        Assert.Equal(2u, _unit.Floor());
        Assert.Equal(SlotVerdict.BelowFloor, Judge(SlotName.A));
    }

    [Fact]
    public void Old_image_is_not_jumped_to_by_a_flip_of_the_boot_record_once_the_floor_has_risen()
    {
        OnTrial().Confirm();
        new BootRecord(_unit.BootRegion).Write(BootState.Of(SlotName.A));

        _unit.Start();

        Assert.Equal(SlotName.B, _unit.Running!.Slot);
    }

    [Theory]
    [InlineData(UpdateStage.Downloading)]
    [InlineData(UpdateStage.Checking)]
    [InlineData(UpdateStage.Staged)]
    public void Withdrawal_wins_at_every_stage_before_activation(UpdateStage stage)
    {
        UpdateMachine machine =
            stage == UpdateStage.Staged ? Staged() : Downloaded(complete: stage == UpdateStage.Checking);
        Assert.Equal(stage, machine.Stage);

        machine.Withdraw();

        Assert.Equal((UpdateStage.Idle, UpdateOutcome.Withdrawn), (machine.Stage, machine.Report!.Outcome));
        Assert.Equal(BootState.Of(SlotName.A), _unit.Boot());
    }

    [Fact]
    public void Withdrawal_after_activation_changes_nothing()
    {
        UpdateMachine machine = OnTrial();

        machine.Withdraw();

        Assert.Equal(UpdateStage.Trial, machine.Stage);
    }

    [Fact]
    public void Image_that_runs_already_is_reported_and_not_fetched()
    {
        UpdateMachine machine = _unit.Start();

        Assert.Equal(OfferVerdict.Running, machine.Offer(new UpdateOffer("d0", 1, _unit.Factory.Manifest)));
        Assert.Equal(UpdateOutcome.Installed, machine.Report!.Outcome);
    }

    [Fact]
    public void Trial_that_the_journal_has_lost_is_still_a_trial()
    {
        Staged().Activate();
        for (long copy = 0; copy < 2; copy++)
        {
            _unit.JournalRegion.Spoil((copy * _unit.JournalRegion.Length / 2) + 30);
        }

        UpdateMachine machine = _unit.Start();

        Assert.Equal(UpdateStage.Trial, machine.Stage);
        machine.Confirm();
        Assert.Equal(BootState.Of(SlotName.B), _unit.Boot());
        Assert.Null(machine.Report);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void Offer_without_a_proper_name_is_refused(string deployment) =>
        Assert.Equal(OfferVerdict.Malformed, _unit.Start().Offer(Offer with { Deployment = deployment }));

    [Fact]
    public void Good_update_writes_the_storage_a_known_number_of_times()
    {
        PowerSupply power = new(CutKind.After, seed: 0);
        _unit.Offered = Offer;
        _unit.Options = new UpdateOptions();

        _unit.RunUntilQuiet(power);

        // A write for each chunk and one sync of the image; besides, each a write and a sync: journal 8, boot record 3,
        // offer, seal broken, seal made; and the two copies of the trust state.
        Assert.Equal((int)_new.Chunks + 1 + (2 * 14) + 2, power.Operations);
    }

    private SlotVerdict Judge(SlotName name) => _unit.Check().Judge(new Slot(name, _unit.Slots[name]), out _);

    private UpdateMachine Downloaded(bool complete = true)
    {
        UpdateMachine machine = _unit.Start();
        Assert.Equal(OfferVerdict.Accepted, machine.Offer(Offer));
        _unit.Download(machine, complete ? int.MaxValue : 2);
        return machine;
    }

    private UpdateMachine Staged()
    {
        UpdateMachine machine = Downloaded();
        machine.Check();
        return machine;
    }

    private UpdateMachine OnTrial()
    {
        Staged().Activate();
        return _unit.Start();
    }
}
