using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Garita.Merkle;

namespace Garita.AuditLog.Entries;

/// <summary>
/// Reads the fields of a leaf. After the first that does not fit, <see cref="Failed"/> is true and stays so, and what
/// is read means nothing.
/// </summary>
internal ref struct EntryReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    public bool Failed { get; private set; }

    public readonly bool IsAtEnd => _rest.IsEmpty && !Failed;

    public byte Byte() => Take(1) is [var value] ? value : default;

    public MerkleHash Hash() => MerkleHash.TryRead(Take(MerkleHash.Size), out MerkleHash hash) ? hash : default;

    public Guid Id() => Take(16) is { Length: 16 } bytes ? new Guid(bytes, bigEndian: true) : default;

    public uint Number() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : default;

    public DateTimeOffset Time()
    {
        long milliseconds = Take(8) is { Length: 8 } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
        if (milliseconds < 0 || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            Failed = true;
            milliseconds = 0;
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    public string Text(int limit)
    {
        int length = Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : 0;
        if (length > limit)
        {
            Failed = true;
        }

        ReadOnlySpan<byte> text = Take(length);
        Failed |= !Utf8.IsValid(text);
        return Failed ? string.Empty : Encoding.UTF8.GetString(text);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Failed || _rest.Length < count)
        {
            Failed = true;
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
