using System.Formats.Cbor;
using Garita.Firmware;
using Garita.Firmware.Cbor;
using Garita.Firmware.Manifests;
using Garita.Pki.Keys;

namespace Garita.Device.Trust;

/// <summary>The confirmed images as a part of <see cref="TrustStateFile"/>.</summary>
internal static class ConfirmedImages
{
    public static void Write(CborWriter writer, IReadOnlyList<ConfirmedImage> images)
    {
        writer.WriteStartArray(images.Count);
        foreach (ConfirmedImage image in images)
        {
            writer.WriteStartArray(3);
            writer.WriteByteString(image.Manifest.ToArray());
            writer.WriteInt32(image.Keys.Threshold);
            writer.WriteStartArray(image.Keys.Keys.Count);
            foreach (EcPublicKey key in image.Keys.Keys)
            {
                writer.WriteByteString(key.SubjectPublicKeyInfo.Span);
            }

            writer.WriteEndArray();
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <summary>Null where it is not what <see cref="Write"/> wrote.</summary>
    public static ConfirmedImage[]? Read(ref StrictCborReader reader)
    {
        if (!reader.TryReadArray(out int count) || count > TrustStore.MaxConfirmed)
        {
            return null;
        }

        ConfirmedImage[] images = new ConfirmedImage[count];
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadArray(out int members) || members != 3
                || !reader.TryReadBytes(out ReadOnlySpan<byte> manifest) || manifest.Length != Sha256Digest.Length
                || !reader.TryReadInt32(out int threshold)
                || ReadKeys(ref reader) is not { } keys
                || ReleaseKeys.TryCreate(keys, threshold) is not { } release)
            {
                return null;
            }

            images[i] = new ConfirmedImage(new Sha256Digest(manifest), release);
        }

        return images;
    }

    private static EcPublicKey[]? ReadKeys(ref StrictCborReader reader)
    {
        if (!reader.TryReadArray(out int count) || count > ReleaseKeys.MaxKeys)
        {
            return null;
        }

        EcPublicKey[] keys = new EcPublicKey[count];
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadBytes(out ReadOnlySpan<byte> encoded)
                || EcPublicKey.TryParse(encoded, out EcPublicKey? key) != KeyRefusal.None)
            {
                return null;
            }

            keys[i] = key!;
        }

        return keys;
    }
}
