using Garita.Device.Update.Boot;
using Garita.Firmware.Delivery;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Machine;

/// <summary>The end of a trial, for good or not.</summary>
internal sealed class ImageTrial(UpdateLedger ledger, UpdateStorage storage, IBootControl boot, UpdateTrust trust)
{
    /// <summary>The manifest of the image that runs; null where no key vouches for it.</summary>
    public VerifiedManifest? Running() => trust.BootCheck().ReadSeal(storage.Slots[boot.Running]);

    /// <summary>Confirms, where the keys of now vouch for the image; gives it up where they do not.</summary>
    public bool TryConfirm()
    {
        if (trust.TrialCheck().ReadSeal(storage.Slots[ledger.Entry.Target]) is null)
        {
            GiveUp(UpdateReason.SlotRefused);
            return false;
        }

        boot.Confirm(ledger.Entry.Target);
        Finish();
        return true;
    }

    public void GiveUp(UpdateReason reason)
    {
        ledger.GiveUp(reason);
        boot.EndTrial();
    }

    // The order of these is the promise: the boot loader first, then the floors, then the word that it is done. A cut
    // in between is found at the next start as a trial whose slot is confirmed.
    public void Finish()
    {
        if (Running() is { } running)
        {
            trust.Confirm(running);
        }

        ledger.End(UpdateEvent.Healthy, UpdateOutcome.Installed);
    }
}
