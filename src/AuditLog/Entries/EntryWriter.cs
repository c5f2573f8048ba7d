using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Garita.Merkle;

namespace Garita.AuditLog.Entries;

/// <summary>Writes the fields of a leaf: numbers in the order of the network, text behind its length.</summary>
internal sealed class EntryWriter
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _buffer = new(128);

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Byte(byte value) => _buffer.Write([value]);

    public void Hash(MerkleHash hash) => _buffer.Write(hash.Span);

    public void Id(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        _buffer.Write(bytes);
    }

    public void Number(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        _buffer.Write(bytes);
    }

    public void Time(DateTimeOffset time)
    {
        long milliseconds = time.ToUnixTimeMilliseconds();
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, nameof(time));
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds);
        _buffer.Write(bytes);
    }

    public void Text(string text, int limit)
    {
        byte[] bytes = s_strict.GetBytes(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, limit, nameof(text));
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)bytes.Length);
        _buffer.Write(length);
        _buffer.Write(bytes);
    }
}
