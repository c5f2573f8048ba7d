using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Garita.Merkle;

/// <summary>
/// A SHA-256 hash in a Merkle tree: 32 bytes, of a leaf, a node or a whole tree. The default value is 32 zero bytes,
/// which no tree is known to have. Hashes are public, so comparing them takes no care about time.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct MerkleHash : IEquatable<MerkleHash>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private readonly Bytes _bytes;

    /// <summary>Takes exactly 32 bytes; throws <see cref="ArgumentException"/> otherwise.</summary>
    public MerkleHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"a hash has {Size} bytes, not {bytes.Length}", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
    }

    /// <summary>The 32 bytes, in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Whether two hashes have the same bytes.</summary>
    public static bool operator ==(MerkleHash left, MerkleHash right) => left.Equals(right);

    /// <summary>Whether two hashes differ in any byte.</summary>
    public static bool operator !=(MerkleHash left, MerkleHash right) => !left.Equals(right);

    /// <summary>Takes 32 bytes; false for any other number.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MerkleHash hash)
    {
        bool fits = bytes.Length == Size;
        hash = fits ? new MerkleHash(bytes) : default;
        return fits;
    }

    /// <summary>Reads 64 hex digits of either case; false for anything else.</summary>
    public static bool TryParse(string? text, out MerkleHash hash)
    {
        hash = default;
        bool valid = text is { Length: 2 * Size } && text.All(char.IsAsciiHexDigit);
        return valid && TryRead(Convert.FromHexString(text!), out hash);
    }

    /// <summary>A new array with the 32 bytes.</summary>
    public byte[] ToArray() => Span.ToArray();

    /// <summary>Writes the 32 bytes to the front of a buffer at least that long.</summary>
    public void CopyTo(Span<byte> target) => Span.CopyTo(target);

    /// <inheritdoc/>
    public bool Equals(MerkleHash other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is MerkleHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => MemoryMarshal.Read<int>(Span);

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte _first;
    }
}
