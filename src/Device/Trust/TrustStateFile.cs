using System.Formats.Cbor;
using System.Security.Cryptography;
using Garita.Firmware;
using Garita.Firmware.Cbor;
using Garita.Firmware.Trust;
using Garita.Merkle;

namespace Garita.Device.Trust;

/// <summary>
/// The bytes of one copy of the trust state.
/// <code>
/// "GTS2" | SHA-256 of the rest, 32 |
///   [revision, epoch, sequence, assignment, manifest: bstr (0 / 32), document: bstr,
///    [* [origin, size, root: bstr]], [* [manifest: bstr, threshold, [+ key: bstr (SubjectPublicKeyInfo)]]]]
/// </code>
/// The hash tells a whole copy from a torn one. It is no protection from somebody who can write the disk. A copy of
/// another format is not whole: "GTS1" had no counter of assignments, and to read it as 0 would be to guess.
/// </summary>
internal static class TrustStateFile
{
    /// <summary>
    /// Longest copy, in bytes: a trust document of 8 KiB, as many checkpoints as it names logs, and twice sixteen keys
    /// of 91 bytes, with room.
    /// </summary>
    public const int MaxLength = 16 * 1024;

    private const int Members = 8;
    private const int HashLength = 32;
    private const int HeadLength = 4 + HashLength;

    private static ReadOnlySpan<byte> Magic => "GTS2"u8;

    public static byte[] Encode(TrustState state)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(Members);
        writer.WriteUInt64(state.Revision);
        writer.WriteUInt32(state.EpochFloor);
        writer.WriteUInt64(state.SequenceFloor);
        writer.WriteInt64(state.AssignmentFloor);
        writer.WriteByteString(state.ConfirmedManifest?.ToArray() ?? []);
        writer.WriteByteString(state.Document.Encoded.Span);
        writer.WriteStartArray(state.Checkpoints.Count);
        foreach (SeenCheckpoint checkpoint in state.Checkpoints)
        {
            writer.WriteStartArray(3);
            writer.WriteTextString(checkpoint.Origin);
            writer.WriteInt64(checkpoint.Size);
            writer.WriteByteString(checkpoint.Root.ToArray());
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        ConfirmedImages.Write(writer, state.Confirmed);
        writer.WriteEndArray();
        byte[] body = writer.Encode();
        return [.. Magic, .. SHA256.HashData(body), .. body];
    }

    /// <summary>The state in a copy; null where the copy is not whole.</summary>
    public static TrustState? TryDecode(ReadOnlySpan<byte> copy)
    {
        if (copy.Length < HeadLength || !copy.StartsWith(Magic)
            || !SHA256.HashData(copy[HeadLength..]).AsSpan().SequenceEqual(copy[Magic.Length..HeadLength]))
        {
            return null;
        }

        StrictCborReader reader = new(copy[HeadLength..]);
        if (!reader.TryReadArray(out int members) || members != Members
            || !reader.TryReadUnsigned(out ulong revision)
            || !reader.TryReadUnsigned(out ulong epoch) || epoch > uint.MaxValue
            || !reader.TryReadUnsigned(out ulong sequence)
            || !reader.TryReadUnsigned(out ulong assignment) || assignment > long.MaxValue
            || !reader.TryReadBytes(out ReadOnlySpan<byte> manifest)
            || manifest.Length is not (0 or Sha256Digest.Length)
            || !reader.TryReadBytes(out ReadOnlySpan<byte> document)
            || VerifiedTrustDocument.TryPin(document.ToArray(), out VerifiedTrustDocument? pinned) != TrustRefusal.None
            || ReadCheckpoints(ref reader) is not { } checkpoints
            || ConfirmedImages.Read(ref reader) is not { } confirmed || !reader.AtEnd)
        {
            return null;
        }

        return new TrustState
        {
            Revision = revision,
            Document = pinned!,
            EpochFloor = (uint)epoch,
            SequenceFloor = sequence,
            AssignmentFloor = (long)assignment,
            ConfirmedManifest = manifest.IsEmpty ? null : new Sha256Digest(manifest),
            Checkpoints = checkpoints,
            Confirmed = confirmed,
        };
    }

    private static SeenCheckpoint[]? ReadCheckpoints(ref StrictCborReader reader)
    {
        if (!reader.TryReadArray(out int count) || count > TrustLimits.MaxLogs)
        {
            return null;
        }

        SeenCheckpoint[] checkpoints = new SeenCheckpoint[count];
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadArray(out int members) || members != 3
                || !reader.TryReadText(out string origin)
                || !reader.TryReadInteger(out long size) || size < 1
                || !reader.TryReadBytes(out ReadOnlySpan<byte> bytes)
                || !MerkleHash.TryRead(bytes, out MerkleHash root))
            {
                return null;
            }

            checkpoints[i] = new SeenCheckpoint(origin, size, root);
        }

        return checkpoints;
    }
}
