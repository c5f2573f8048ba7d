using Garita.Device.Trust;
using Garita.Device.Update.Slots;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update;

/// <summary>
/// What an update asks of the device's trust state, and the one thing it tells it. Every answer is that of the call.
/// </summary>
/// <param name="store">The device's trust state; the update shares it with the <see cref="ReleaseGate"/>.</param>
/// <param name="device">Whom the device is: the same facts that offers are judged by.</param>
public sealed class UpdateTrust(TrustStore store, ReleaseGateOptions device)
{
    /// <summary>The release keys of the newest trust document.</summary>
    public ReleaseKeys Keys => store.Current.ReleaseKeys;

    /// <summary>Judges a slot by the keys of now: before activation, and before each start of a trial.</summary>
    public SlotCheck TrialCheck() => new(Keys, [], device.FactsAt(store.Current));

    /// <summary>
    /// Judges a slot that is to be started without a trial: a confirmed image by the keys under which it was confirmed,
    /// any other by those of now.
    /// </summary>
    public SlotCheck BootCheck() => new(Keys, store.Current.Confirmed, device.FactsAt(store.Current));

    /// <summary>
    /// Raises every floor to those of an image that runs and was found good; durable when it returns. Twice does no
    /// harm.
    /// </summary>
    /// <exception cref="DeviceException">The trust state could not be written; the store must be opened again.
    /// </exception>
    public void Confirm(VerifiedManifest running)
    {
        ArgumentNullException.ThrowIfNull(running);
        store.Confirm(running.Image?.Epoch ?? 0, running.Manifest.SequenceNumber, running.Digest);
    }
}
