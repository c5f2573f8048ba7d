using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using Garita.Firmware.Cbor;
using Garita.Firmware.Chunks;
using Garita.Merkle;

namespace Garita.Firmware.Manifests;

/// <summary>
/// What this program puts into the parameter fetch-arguments (25) of the shared sequence, whose content the draft
/// leaves to the implementation: how the payload is cut, and the security epoch.
/// </summary>
/// <remarks>
/// <code>
/// { 1: chunk size, 2: root (bstr, 32), 3: leaf count, 4: epoch, ? 5: [ kind, length, digest (bstr, 32) ] }
/// </code>
/// </remarks>
/// <param name="Chunks">How the payload is cut.</param>
/// <param name="Epoch">The security epoch of the image.</param>
/// <param name="Payload">What is delivered where that is not the image; null where it is.</param>
public sealed record FetchArguments(ChunkLayout Chunks, uint Epoch, DeliveredPayload? Payload)
{
    private const int ChunkSizeKey = 1;
    private const int RootKey = 2;
    private const int LeafCountKey = 3;
    private const int EpochKey = 4;
    private const int PayloadKey = 5;

    /// <summary>The bytes of the parameter.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartMap(Payload is null ? 4 : 5);
        writer.WriteInt32(ChunkSizeKey);
        writer.WriteInt32(Chunks.ChunkSize);
        writer.WriteInt32(RootKey);
        writer.WriteByteString(Chunks.Root.ToArray());
        writer.WriteInt32(LeafCountKey);
        writer.WriteInt64(Chunks.LeafCount);
        writer.WriteInt32(EpochKey);
        writer.WriteUInt32(Epoch);
        if (Payload is not null)
        {
            writer.WriteInt32(PayloadKey);
            writer.WriteStartArray(3);
            writer.WriteInt32((int)Payload.Kind);
            writer.WriteInt64(Payload.Length);
            writer.WriteByteString(Payload.Digest.ToArray());
            writer.WriteEndArray();
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>Reads the parameter; false for anything that <see cref="Encode"/> does not write.</summary>
    public static bool TryParse(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out FetchArguments? arguments)
    {
        arguments = null;
        StrictCborReader reader = new(encoded);
        if (!reader.TryReadMap(out int count)
            || count is not (4 or 5)
            || !TryReadFixed(ref reader, out ChunkLayout chunks, out uint epoch))
        {
            return false;
        }

        DeliveredPayload? payload = null;
        if ((count == 5 && !TryReadPayload(ref reader, out payload)) || !reader.AtEnd)
        {
            return false;
        }

        arguments = new FetchArguments(chunks, epoch, payload);
        return true;
    }

    private static bool TryReadFixed(ref StrictCborReader reader, out ChunkLayout chunks, out uint epoch)
    {
        chunks = default;
        epoch = 0;
        if (!IsNext(ref reader, ChunkSizeKey)
            || !reader.TryReadInt32(out int chunkSize)
            || !IsNext(ref reader, RootKey)
            || !reader.TryReadBytes(out ReadOnlySpan<byte> root)
            || !MerkleHash.TryRead(root, out MerkleHash hash)
            || !IsNext(ref reader, LeafCountKey)
            || !reader.TryReadInteger(out long leafCount)
            || !IsNext(ref reader, EpochKey)
            || !reader.TryReadUnsigned(out ulong wideEpoch)
            || wideEpoch > uint.MaxValue)
        {
            return false;
        }

        chunks = new ChunkLayout(chunkSize, hash, leafCount);
        epoch = (uint)wideEpoch;
        return ChunkLayout.IsChunkSize(chunkSize) && leafCount > 0;
    }

    private static bool TryReadPayload(ref StrictCborReader reader, [NotNullWhen(true)] out DeliveredPayload? payload)
    {
        payload = null;
        bool read = IsNext(ref reader, PayloadKey)
            && reader.TryReadArray(out int count)
            && count == 3
            && reader.TryReadInt32(out int kind)
            && kind == (int)PayloadKind.EncryptedImage;
        if (!read
            || !reader.TryReadInteger(out long length)
            || length <= 0
            || !reader.TryReadBytes(out ReadOnlySpan<byte> digest)
            || digest.Length != Sha256Digest.Length)
        {
            return false;
        }

        payload = new DeliveredPayload(PayloadKind.EncryptedImage, length, new Sha256Digest(digest));
        return true;
    }

    private static bool IsNext(ref StrictCborReader reader, int key) =>
        reader.TryReadInt32(out int read) && read == key;
}
