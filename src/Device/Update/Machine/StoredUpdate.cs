using Garita.Device.Update.Boot;
using Garita.Device.Update.Journal;
using Garita.Device.Update.Slots;
using Garita.Durable;
using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Machine;

/// <summary>What journal, slots and boot loader say together when the program starts.</summary>
internal static class StoredUpdate
{
    /// <summary>The event that this start is.</summary>
    public static UpdateEvent Meaning(UpdateEntry entry, BootState boot, IBootControl control) =>
        control.Running == entry.Target ? UpdateEvent.StartedNew
        : entry.Stage == UpdateStage.Restarting && boot.GivenUp != entry.Target ? UpdateEvent.NotTried
        : UpdateEvent.StartedOld;

    /// <summary>
    /// Nothing is under way. A trial that nobody remembers is judged like any other; where the boot loader had to take
    /// the other slot, that one is the confirmed one from now on, so that the next update does not write over it; and
    /// the image that a device was made with is remembered with the keys that vouch for it.
    /// </summary>
    public static void Settle(UpdateLedger ledger, IBootControl control, UpdateTrust trust, VerifiedManifest? running)
    {
        BootState boot = control.Read();
        if (boot.Trial == control.Running && running is not null)
        {
            ledger.Adopt(running.Digest, control.Running);
        }
        else if (boot.Confirmed != control.Running)
        {
            control.Confirm(control.Running);
        }
        else if (running is not null)
        {
            trust.Confirm(running);
        }
    }

    /// <summary>
    /// The manifest of what is being downloaded, from the envelope that was kept; null where it is not.
    /// </summary>
    public static VerifiedManifest? Kept(UpdateStorage storage, UpdateEntry entry, ReleaseKeys keys) =>
        storage.ReadOffer() is { } envelope
        && VerifiedManifest.TryVerify(envelope, keys, out VerifiedManifest? manifest, out _)
        && manifest.Digest == entry.Manifest
        && manifest.Image is not null
            ? manifest
            : null;

    /// <summary>
    /// The report of an update that this start ends. Where there is no row for it, the slot that was being written
    /// runs: the boot loader had no other to take.
    /// </summary>
    public static UpdateReport Ended(UpdateLedger ledger, UpdateStage? next, Slot target, UpdateTrust trust) =>
        next is null
            ? ledger.Ended(UpdateOutcome.StorageFailed)
            : ledger.Ended(UpdateOutcome.RolledBack, WhyBack(ledger.Entry, target, trust.TrialCheck()));

    // What the new image's program said, or what its slot and the journal show. Of a slot that is not good now nothing
    // else matters: the boot loader does not start it.
    private static UpdateReason WhyBack(UpdateEntry entry, Slot target, SlotCheck check) =>
        entry.GivenUp
        ?? (!IsGood(target, check, entry.Manifest) ? UpdateReason.SlotRefused
            : entry.Stage == UpdateStage.Trial ? UpdateReason.StartsUsedUp
            : UpdateReason.DidNotStart);

    /// <summary>Whether a slot, as it lies, holds what was sealed into it; false where it cannot be read.</summary>
    public static bool IsGood(Slot slot, SlotCheck check, Sha256Digest manifest)
    {
        try
        {
            return check.Judge(slot, out VerifiedManifest? lying) == SlotVerdict.Good && lying!.Digest == manifest;
        }
        catch (DurableException)
        {
            return false;
        }
    }
}
