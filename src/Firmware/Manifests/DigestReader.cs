using Garita.Firmware.Cbor;
using Garita.Firmware.Cose;

namespace Garita.Firmware.Manifests;

/// <summary>Reads a SUIT_Digest: an algorithm, which must be SHA-256, and its value.</summary>
internal static class DigestReader
{
    /// <summary>Reads a digest that is the whole input.</summary>
    public static ManifestRefusal TryRead(ReadOnlySpan<byte> encoded, out Sha256Digest digest)
    {
        StrictCborReader reader = new(encoded);
        ManifestRefusal refusal = TryRead(ref reader, out digest);
        return refusal == ManifestRefusal.None && !reader.AtEnd ? ManifestRefusal.Malformed : refusal;
    }

    /// <summary>Reads a digest that is the next item.</summary>
    public static ManifestRefusal TryRead(ref StrictCborReader reader, out Sha256Digest digest)
    {
        digest = default;
        if (!reader.TryReadArray(out int count) || count != 2 || !reader.TryReadInteger(out long algorithm))
        {
            return ManifestRefusal.Malformed;
        }

        if (algorithm != (long)CoseAlgorithm.Sha256)
        {
            return ManifestRefusal.UnsupportedDigest;
        }

        if (!reader.TryReadBytes(out ReadOnlySpan<byte> value) || value.Length != Sha256Digest.Length)
        {
            return ManifestRefusal.Malformed;
        }

        digest = new Sha256Digest(value);
        return ManifestRefusal.None;
    }
}
