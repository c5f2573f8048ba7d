using System.Security.Cryptography;
using Garita.Firmware;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Slots;

/// <summary>
/// Judges a slot as it lies on the storage, with what the device trusts now: before each start, and before each
/// activation. Reads the whole image and holds 64 KiB of it.
/// </summary>
/// <param name="keys">The release keys of the newest trust document.</param>
/// <param name="vendor">Whose device this is.</param>
/// <param name="imageClass">Which kind of theirs.</param>
/// <param name="epochFloor">The lowest epoch that may be started.</param>
public sealed class SlotCheck(ReleaseKeys keys, Guid vendor, Guid imageClass, uint epochFloor)
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

        if (!VerifiedManifest.TryVerify(envelope, keys, out VerifiedManifest? verified, out _))
        {
            return SlotVerdict.NotSigned;
        }

        if (verified.Image is not { } image || image.Vendor != vendor || image.Class != imageClass)
        {
            return SlotVerdict.NotForThisDevice;
        }

        if (image.Epoch < epochFloor)
        {
            return SlotVerdict.BelowFloor;
        }

        if (!Holds(slot, image))
        {
            return SlotVerdict.WrongImage;
        }

        manifest = verified;
        return SlotVerdict.Good;
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
}
