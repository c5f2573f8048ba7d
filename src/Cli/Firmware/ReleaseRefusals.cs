using Garita.Firmware.Acceptance;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>Says why a device does not take a release, with both sides' values.</summary>
public static class ReleaseRefusals
{
    /// <summary>One clause, to stand behind the file's name.</summary>
    public static string Of(ReleaseRefusal refusal, VerifiedManifest manifest, DeviceFacts device)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(device);
        ImageDescription? image = manifest.Image;
        ulong number = manifest.Manifest.SequenceNumber;
        return refusal switch
        {
            ReleaseRefusal.None => "not refused",
            ReleaseRefusal.NotOneImage => "not about one image with chunks and an epoch",
            ReleaseRefusal.OtherVendor => $"for vendor {image?.Vendor}, and the device's is {device.Vendor}",
            ReleaseRefusal.OtherClass => $"for class {image?.Class}, and the device's is {device.Class}",
            ReleaseRefusal.OtherComponent =>
                $"for component {image?.Component}, and the device takes images for {device.Component}",
            ReleaseRefusal.Revoked => "revoked",
            ReleaseRefusal.EpochBelowFloor =>
                $"epoch {image?.Epoch}, and the device never goes below {device.EpochFloor}",
            ReleaseRefusal.OlderSequence => $"sequence number {number}, and the device has {device.SequenceNumber}",
            ReleaseRefusal.SequenceReused =>
                $"sequence number {number}, which the device has from another release",
            ReleaseRefusal.ImageTooLarge => $"{image?.Size} bytes, and the slot has {device.SlotSize}",
            ReleaseRefusal.CannotDecrypt => "encrypted, and the device has no key",
            ReleaseRefusal.InstallSevered => "how to install it was severed",
        };
    }
}
