using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Garita.Firmware;

/// <summary>
/// A SHA-256 value of public data: of an image, of what is delivered, of a manifest. Its default value is all zeros.
/// </summary>
public readonly record struct Sha256Digest
{
    /// <summary>Bytes of a digest.</summary>
    public const int Length = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>A digest somebody computed. Throws <see cref="ArgumentException"/> unless it has 32 bytes.</summary>
    public Sha256Digest(ReadOnlySpan<byte> value)
    {
        if (value.Length != Length)
        {
            throw new ArgumentException("a SHA-256 value has 32 bytes", nameof(value));
        }

        _first = BinaryPrimitives.ReadUInt64BigEndian(value);
        _second = BinaryPrimitives.ReadUInt64BigEndian(value[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(value[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(value[24..]);
    }

    /// <summary>64 lower-case hex digits.</summary>
    public string Hex => Convert.ToHexStringLower(ToArray());

    /// <summary>The digest of these bytes.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> value = stackalloc byte[Length];
        SHA256.HashData(data, value);
        return new Sha256Digest(value);
    }

    /// <summary>Reads 64 hex digits of either case; false for anything else.</summary>
    public static bool TryParse(string? text, out Sha256Digest digest)
    {
        bool valid = text is { Length: 2 * Length } && text.All(char.IsAsciiHexDigit);
        digest = valid ? new Sha256Digest(Convert.FromHexString(text!)) : default;
        return valid;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        byte[] value = new byte[Length];
        CopyTo(value);
        return value;
    }

    /// <summary>Writes the 32 bytes to the start of a span that has room for them.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _fourth);
    }

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
