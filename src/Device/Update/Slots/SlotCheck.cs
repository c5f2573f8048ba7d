using System.Security.Cryptography;
using Garita.Device.Trust;
using Garita.Firmware;
using Garita.Firmware.Acceptance;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Slots;

/// <summary>
/// Judges a slot as it lies on the storage, with what the device trusts now: before each start, and before each
/// activation. Reads the whole image and holds 64 KiB of it.
/// </summary>
/// <param name="keys">The release keys of the newest trust document.</param>
/// <param name="confirmed">
/// Images that are vouched for by other keys as well: those under which they were confirmed.
/// </param>
/// <param name="device">What the device knows of itself.</param>
public sealed class SlotCheck(ReleaseKeys keys, IReadOnlyList<ConfirmedImage> confirmed, DeviceFacts device)
{
    private const int Step = 64 * 1024;

    /// <summary>Judges; the manifest is there when the verdict is good.</summary>
    public SlotVerdict Judge(Slot slot, out VerifiedManifest? manifest)
    {
        ArgumentNullException.ThrowIfNull(slot);
        manifest = null;
        if (slot.ReadSeal() is not { } envelope)
        {
            return SlotVerdict.NotSealed;
        }

        if (Vouch(envelope) is not { } verified)
        {
            return SlotVerdict.NotSigned;
        }

        ReleaseRefusal refusal = VerifiedRelease.JudgeBoot(verified, device);
        if (refusal != ReleaseRefusal.None)
        {
            return refusal == ReleaseRefusal.EpochBelowFloor ? SlotVerdict.BelowFloor : SlotVerdict.NotForThisDevice;
        }

        if (!Holds(slot, verified.Image!))
        {
            return SlotVerdict.WrongImage;
        }

        manifest = verified;
        return SlotVerdict.Good;
    }

    /// <summary>The manifest in a slot's seal, where the keys signed it; the image is not looked at.</summary>
    public VerifiedManifest? ReadSeal(Slot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return slot.ReadSeal() is { } envelope ? Vouch(envelope) : null;
    }

    /// <summary>Whether the slot's bytes are this image, read back from the storage.</summary>
    public static bool Holds(Slot slot, ImageDescription image)
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentNullException.ThrowIfNull(image);
        if (image.Size > slot.Capacity)
        {
            return false;
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[Step];
        for (long at = 0; at < image.Size; at += Step)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(Step, image.Size - at));
            slot.Read(at, part);
            hash.AppendData(part);
        }

        return new Sha256Digest(hash.GetHashAndReset()) == image.Digest;
    }

    private VerifiedManifest? Vouch(byte[] envelope)
    {
        if (VerifiedManifest.TryVerify(envelope, keys, out VerifiedManifest? manifest, out _))
        {
            return manifest;
        }

        foreach (ConfirmedImage image in confirmed)
        {
            if (VerifiedManifest.TryVerify(envelope, image.Keys, out manifest, out _)
                && manifest.Digest == image.Manifest)
            {
                return manifest;
            }
        }

        return null;
    }
}
