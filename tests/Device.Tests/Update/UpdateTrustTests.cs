using Garita.Device.Trust;
using Garita.Device.Update.Boot;
using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;
using Garita.Firmware.Delivery;

namespace Garita.Device.Tests.Update;

/// <summary>One trust state judges offers, slots and floors, and its keys change while images lie in slots.</summary>
public sealed class UpdateTrustTests : IDisposable
{
    private readonly ReleaseSigner _signer = new();
    private readonly ReleaseSigner _next = new();
    private readonly SimulatedUnit _unit;
    private readonly TestRelease _new;

    public UpdateTrustTests()
    {
        _new = TestRelease.Make(_signer, sequence: 7, epoch: 2);
        _unit = new SimulatedUnit(_signer, TestRelease.Make(_signer, sequence: 1, epoch: 1)) { Release = _new };
    }

    public void Dispose()
    {
        _signer.Dispose();
        _next.Dispose();
    }

    [Fact]
    public void Confirmation_raises_epoch_and_sequence_floor_and_remembers_manifest_and_keys()
    {
        UpdateMachine machine = OnTrial();
        Assert.Equal((1u, 1ul), (_unit.State().EpochFloor, _unit.State().SequenceFloor));

        machine.Confirm();

        TrustState state = _unit.State();
        Assert.Equal((2u, 7ul), (state.EpochFloor, state.SequenceFloor));
        Assert.Equal(_new.Manifest.Digest, state.ConfirmedManifest);
        Assert.Equal([_unit.Factory.Manifest.Digest, _new.Manifest.Digest], state.Confirmed.Select(c => c.Manifest));
        Assert.All(state.Confirmed, c => Assert.Equal(_signer.PublicKey.Hash, Assert.Single(c.Keys.Keys).Hash));
    }

    [Fact]
    public void Confirmed_image_still_starts_when_its_key_was_taken_out_of_the_trust_document()
    {
        OnTrial().Confirm();
        _unit.Advance(_signer.Document(2, _next));

        _unit.Start();

        Assert.Equal((SlotName.B, BootReason.Confirmed), (_unit.Running!.Slot, _unit.Running.Reason));
    }

    [Fact]
    public void Image_on_trial_does_not_start_when_its_key_was_taken_out_after_activation()
    {
        Staged().Activate();
        _unit.Advance(_signer.Document(2, _next));

        UpdateMachine machine = _unit.Start();

        Assert.Equal((SlotName.A, BootReason.Confirmed), (_unit.Running!.Slot, _unit.Running.Reason));
        Assert.Equal(UpdateOutcome.RolledBack, machine.Report!.Outcome);
    }

    [Fact]
    public void Image_whose_key_was_taken_out_during_its_trial_is_given_up_and_not_confirmed()
    {
        UpdateMachine machine = OnTrial();
        _unit.Advance(_signer.Document(2, _next));

        machine.Confirm();

        Assert.True(machine.NeedsRestart);
        Assert.Equal(1u, _unit.Floor());
        UpdateReport report = _unit.Start().Report!;
        Assert.Equal(SlotName.A, _unit.Running!.Slot);
        Assert.Equal((UpdateOutcome.RolledBack, UpdateReason.SlotRefused), (report.Outcome, report.Reason));
    }

    [Fact]
    public void Staged_image_whose_key_was_taken_out_is_not_activated()
    {
        UpdateMachine machine = Staged();
        _unit.Advance(_signer.Document(2, _next));

        machine.Activate();

        Assert.False(machine.NeedsRestart);
        Assert.Equal(UpdateOutcome.ReadBackFailed, machine.Report!.Outcome);
    }

    [Fact]
    public void Download_of_a_release_whose_key_was_taken_out_ends_at_the_next_start()
    {
        UpdateMachine machine = _unit.Start();
        machine.Offer(new UpdateOffer("d1", 1, _new.Manifest));
        _unit.Download(machine, packets: 2);
        _unit.Advance(_signer.Document(2, _next));

        Assert.Equal(UpdateStage.Idle, _unit.Start().Stage);
    }

    // The old keys vouch for what was confirmed under them and for nothing else that they signed.
    [Fact]
    public void Boot_record_flipped_to_an_image_that_was_never_confirmed_needs_the_keys_of_now()
    {
        Staged();
        _unit.Advance(_signer.Document(2, _next));
        new BootRecord(_unit.BootRegion).Write(BootState.Of(SlotName.B));

        _unit.Start();

        Assert.Equal((SlotName.A, BootReason.LastResort), (_unit.Running!.Slot, _unit.Running.Reason));
    }

    [Fact]
    public void Slot_for_another_class_of_devices_is_not_started()
    {
        Assert.Equal(SlotVerdict.Good, Judge(ReleaseSigner.Class));
        Assert.Equal(SlotVerdict.NotForThisDevice, Judge(Guid.Empty));
    }

    private SlotVerdict Judge(Guid imageClass) =>
        _unit.Check(imageClass).Judge(new Slot(SlotName.A, _unit.Slots[SlotName.A]), out _);

    private UpdateMachine Staged()
    {
        UpdateMachine machine = _unit.Start();
        Assert.Equal(OfferVerdict.Accepted, machine.Offer(new UpdateOffer("d1", 1, _new.Manifest)));
        _unit.Download(machine);
        machine.Check();
        return machine;
    }

    private UpdateMachine OnTrial()
    {
        Staged().Activate();
        return _unit.Start();
    }
}
