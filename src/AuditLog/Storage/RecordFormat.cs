using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Garita.AuditLog.Entries;
using Garita.Merkle;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Storage;

/// <summary>
/// The bytes of a segment:
/// <code>
/// record  = kind (1) length (4, big-endian) payload (length) check (8)
/// check   = the first 8 bytes of SHA-256(0x00 payload)
/// header  = "garita-log" version (1) first index (8, big-endian) origin
/// </code>
/// </summary>
internal static class RecordFormat
{
    public const int HeadBytes = 5;
    public const int CheckBytes = 8;
    public const byte Version = 1;

    /// <summary>The longest payload of any kind: a note with all its witnesses.</summary>
    public const int MaxPayload = NoteLimits.MaxNoteBytes;

    private static ReadOnlySpan<byte> Magic => "garita-log"u8;

    public static MerkleHash Write(IBufferWriter<byte> target, RecordKind kind, ReadOnlySpan<byte> payload)
    {
        MerkleHash hash = TreeHash.Leaf(payload);
        Write(target, kind, payload, hash);
        return hash;
    }

    /// <summary>Writes a record whose payload is hashed already.</summary>
    public static void Write(IBufferWriter<byte> target, RecordKind kind, ReadOnlySpan<byte> payload, MerkleHash hash)
    {
        Span<byte> head = target.GetSpan(HeadBytes);
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], payload.Length);
        target.Advance(HeadBytes);
        target.Write(payload);
        target.Write(hash.Span[..CheckBytes]);
    }

    public static byte[] Encode(RecordKind kind, ReadOnlySpan<byte> payload)
    {
        ArrayBufferWriter<byte> target = new(HeadBytes + payload.Length + CheckBytes);
        Write(target, kind, payload);
        return target.WrittenSpan.ToArray();
    }

    public static byte[] Header(long first, string origin)
    {
        byte[] name = Encoding.UTF8.GetBytes(origin);
        byte[] payload = new byte[Magic.Length + 9 + name.Length];
        Magic.CopyTo(payload);
        payload[Magic.Length] = Version;
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(Magic.Length + 1), first);
        name.CopyTo(payload, Magic.Length + 9);
        return payload;
    }

    public static bool TryReadHeader(ReadOnlySpan<byte> payload, out long first, out string origin)
    {
        first = 0;
        origin = string.Empty;
        if (payload.Length < Magic.Length + 10 || !payload.StartsWith(Magic) || payload[Magic.Length] != Version
            || !Utf8.IsValid(payload[(Magic.Length + 9)..]))
        {
            return false;
        }

        first = BinaryPrimitives.ReadInt64BigEndian(payload[(Magic.Length + 1)..]);
        origin = Encoding.UTF8.GetString(payload[(Magic.Length + 9)..]);
        return first >= 0;
    }

    /// <summary>The most bytes that the payload of a kind may have; -1 for what is no kind.</summary>
    public static int LimitOf(byte kind) => kind switch
    {
        (byte)RecordKind.Header => Magic.Length + 9 + NoteLimits.MaxNameBytes,
        (byte)RecordKind.Entry => EntryFormat.MaxBytes,
        (byte)RecordKind.Dropped => MerkleHash.Size,
        (byte)RecordKind.Signed => NoteLimits.MaxNoteBytes,
        _ => -1,
    };
}
