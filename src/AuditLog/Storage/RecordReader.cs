using System.Buffers.Binary;
using Garita.Merkle;

namespace Garita.AuditLog.Storage;

/// <summary>
/// Reads the records of a segment one by one from a stream, in memory bounded by the longest record. What it holds is
/// that of the record read last.
/// </summary>
internal sealed class RecordReader(Stream stream)
{
    private readonly byte[] _head = new byte[RecordFormat.HeadBytes];
    private byte[] _payload = new byte[1024];
    private int _length;

    /// <summary>Where the next record begins.</summary>
    public long Offset { get; private set; }

    /// <summary>What the record is.</summary>
    public RecordKind Kind { get; private set; }

    /// <summary>What it holds.</summary>
    public ReadOnlySpan<byte> Payload => _payload.AsSpan(0, _length);

    /// <summary>The leaf hash over what it holds: for an entry, its leaf.</summary>
    public MerkleHash Hash { get; private set; }

    /// <summary>The leaf that an entry or what is left of it stands for.</summary>
    public MerkleHash Leaf => Kind == RecordKind.Dropped ? new MerkleHash(Payload) : Hash;

    /// <summary>Whether the record stands for an entry.</summary>
    public bool IsEntry => Kind is RecordKind.Entry or RecordKind.Dropped;

    /// <summary>Reads the next record. After anything but a record, nothing more is read.</summary>
    public RecordStatus Next()
    {
        int read = stream.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        if (read < _head.Length)
        {
            return read == 0 ? RecordStatus.End : RecordStatus.Torn;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(1));
        if (length < 0 || length > RecordFormat.LimitOf(_head[0])
            || (_head[0] == (byte)RecordKind.Dropped && length != MerkleHash.Size))
        {
            return RecordStatus.Torn;
        }

        int total = length + RecordFormat.CheckBytes;
        if (_payload.Length < total)
        {
            _payload = new byte[Math.Max(total, 2 * _payload.Length)];
        }

        if (stream.ReadAtLeast(_payload.AsSpan(0, total), total, throwOnEndOfStream: false) < total)
        {
            return RecordStatus.Torn;
        }

        MerkleHash hash = TreeHash.Leaf(_payload.AsSpan(0, length));
        if (!hash.Span[..RecordFormat.CheckBytes].SequenceEqual(_payload.AsSpan(length, RecordFormat.CheckBytes)))
        {
            return RecordStatus.Torn;
        }

        _length = length;
        Kind = (RecordKind)_head[0];
        Hash = hash;
        Offset += RecordFormat.HeadBytes + total;
        return RecordStatus.Record;
    }
}
