using Garita.Device.Update.Slots;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Boot;

/// <summary>
/// What a boot loader does between power and program, for devices that are simulated and as the model for those that
/// are not. It jumps to nothing it has not checked in this very start.
/// </summary>
/// <param name="record">The boot state.</param>
/// <param name="slots">Both slots.</param>
/// <param name="trial">Judges a slot on trial: with the release keys of now.</param>
/// <param name="confirmed">
/// Judges every other: with the keys under which images were confirmed, so that taking a release key out of the trust
/// document stops its new images and not the devices that run an old one.
/// </param>
public sealed class BootLoader(
    BootRecord record, IReadOnlyDictionary<SlotName, Slot> slots, SlotCheck trial, SlotCheck confirmed)
{
    /// <summary>
    /// Chooses what is started: 1. the slot on trial while it has attempts, one of which is used up durably before the
    /// jump; 2. the confirmed slot; 3. the other one, where it is good. Null when neither slot may be started: the
    /// device waits and tries again, and asks nobody.
    /// </summary>
    public BootChoice? Choose()
    {
        BootState? state = record.Read();
        return state is null ? WithoutRecord() : OnTrial(state) ?? Confirmed(state.Confirmed);
    }

    private BootChoice? OnTrial(BootState state)
    {
        if (state.Trial is not { } slot)
        {
            return null;
        }

        if (state.AttemptsLeft > 0)
        {
            record.Write(state with { AttemptsLeft = state.AttemptsLeft - 1 });
            if (Try(slot, trial, BootReason.Trial) is { } choice)
            {
                return choice;
            }
        }

        record.Write(BootState.Of(state.Confirmed) with { GivenUp = slot });
        return null;
    }

    private BootChoice? Confirmed(SlotName slot) =>
        Try(slot, confirmed, BootReason.Confirmed) ?? Try(Other(slot), confirmed, BootReason.LastResort);

    // A trial in progress is forgotten with the record, so that of two good slots the older image is the one that was
    // confirmed; after a confirmed update it is the one before, which is the side to err on.
    private BootChoice? WithoutRecord()
    {
        BootChoice? first = Try(SlotName.A, confirmed, BootReason.NoRecord);
        BootChoice? second = Try(SlotName.B, confirmed, BootReason.NoRecord);
        BootChoice? choice = first is null || second is null ? first ?? second
            : first.Manifest.Manifest.SequenceNumber <= second.Manifest.Manifest.SequenceNumber ? first
            : second;
        if (choice is not null)
        {
            record.Write(BootState.Of(choice.Slot));
        }

        return choice;
    }

    private BootChoice? Try(SlotName name, SlotCheck check, BootReason reason) =>
        check.Judge(slots[name], out VerifiedManifest? manifest) == SlotVerdict.Good
            ? new BootChoice(name, reason, manifest!)
            : null;

    private static SlotName Other(SlotName name) => name switch
    {
        SlotName.A => SlotName.B,
        SlotName.B => SlotName.A,
    };
}
