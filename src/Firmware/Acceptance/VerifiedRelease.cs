using System.Diagnostics.CodeAnalysis;
using Garita.Firmware.Manifests;

namespace Garita.Firmware.Acceptance;

/// <summary>A verified manifest that a device may install. Exists only where that was judged.</summary>
public sealed class VerifiedRelease
{
    private VerifiedRelease(VerifiedManifest manifest, ImageDescription image)
    {
        Manifest = manifest;
        Image = image;
    }

    /// <summary>What was signed.</summary>
    public VerifiedManifest Manifest { get; }

    /// <summary>What is to be installed.</summary>
    public ImageDescription Image { get; }

    /// <summary>Judges a release before anything of it is fetched.</summary>
    public static bool TryAccept(
        VerifiedManifest manifest,
        DeviceFacts device,
        [NotNullWhen(true)] out VerifiedRelease? release,
        out ReleaseRefusal refusal)
    {
        refusal = JudgeBoot(manifest, device);
        if (refusal == ReleaseRefusal.None)
        {
            refusal = JudgeInstall(manifest, manifest.Image!, device);
        }

        release = refusal == ReleaseRefusal.None ? new VerifiedRelease(manifest, manifest.Image!) : null;
        return release is not null;
    }

    /// <summary>
    /// Judges at boot whether the image of a manifest may start, severed or not. The sequence number is not asked
    /// for: after a fall back the lower one is what has to start, and the epoch is what keeps it from going too far
    /// back. Whether the slot holds that image is for the manifest's validate sequence to say.
    /// </summary>
    public static ReleaseRefusal JudgeBoot(VerifiedManifest manifest, DeviceFacts device)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(device);
        return manifest.Image is not { } image ? ReleaseRefusal.NotOneImage
            : image.Vendor != device.Vendor ? ReleaseRefusal.OtherVendor
            : image.Class != device.Class ? ReleaseRefusal.OtherClass
            : image.Component != device.Component ? ReleaseRefusal.OtherComponent
            : device.Revoked.Contains(manifest.Digest) ? ReleaseRefusal.Revoked
            : image.Epoch < device.EpochFloor ? ReleaseRefusal.EpochBelowFloor
            : ReleaseRefusal.None;
    }

    // The same manifest again is a re-application; another one under its number is somebody's mistake or worse.
    private static ReleaseRefusal JudgeInstall(VerifiedManifest manifest, ImageDescription image, DeviceFacts device)
    {
        ulong number = manifest.Manifest.SequenceNumber;
        return number < device.SequenceNumber ? ReleaseRefusal.OlderSequence
            : number == device.SequenceNumber && device.ManifestDigest is { } held && held != manifest.Digest
                ? ReleaseRefusal.SequenceReused
            : image.Size > device.SlotSize ? ReleaseRefusal.ImageTooLarge
            : image.Payload.Kind == PayloadKind.EncryptedImage && !device.Decrypts ? ReleaseRefusal.CannotDecrypt
            : !manifest.Manifest.Sequences.ContainsKey(ManifestSection.Install) ? ReleaseRefusal.InstallSevered
            : ReleaseRefusal.None;
    }
}
