using Garita.Device.Update.Boot;
using Garita.Device.Update.Journal;
using Garita.Device.Update.Slots;
using Garita.Durable;
using Garita.Firmware;
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
    /// Nothing is under way. A trial that nobody remembers is judged like any other; and where the boot loader had to
    /// take the other slot, that one is the confirmed one from now on, so that the next update does not write over it.
    /// </summary>
    public static void Settle(UpdateLedger ledger, BootState boot, IBootControl control, Sha256Digest? running)
    {
        if (boot.Trial == control.Running && running is { } manifest)
        {
            ledger.Adopt(manifest, control.Running);
        }
        else if (boot.Confirmed != control.Running)
        {
            control.Confirm(control.Running);
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

    /// <summary>What the seal of a slot says, where the keys signed it; the image is not looked at.</summary>
    public static VerifiedManifest? Seal(Slot slot, ReleaseKeys keys) =>
        slot.ReadSeal() is { } envelope
        && VerifiedManifest.TryVerify(envelope, keys, out VerifiedManifest? manifest, out _)
            ? manifest
            : null;

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
