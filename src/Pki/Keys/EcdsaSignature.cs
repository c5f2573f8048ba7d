using System.Diagnostics.CodeAnalysis;

namespace Garita.Pki.Keys;

/// <summary>
/// A P-256 signature in the form COSE and JOSE use: r and s, 32 bytes each, big endian (RFC 9053 2.1, RFC 7518 3.4).
/// Exists only with that length; whether it is anyone's signature is for a key to say.
/// </summary>
public sealed class EcdsaSignature
{
    /// <summary>Bytes of r and s together.</summary>
    public const int Length = 2 * Half;

    private const int Half = 32;
    private const byte SequenceTag = 0x30;
    private const byte IntegerTag = 0x02;

    private readonly byte[] _raw;

    private EcdsaSignature(byte[] raw) => _raw = raw;

    /// <summary>r, then s.</summary>
    public ReadOnlyMemory<byte> Raw => _raw;

    /// <summary>Takes r and s as 64 bytes; false for any other number.</summary>
    public static bool TryFromRaw(ReadOnlySpan<byte> raw, [NotNullWhen(true)] out EcdsaSignature? signature)
    {
        signature = raw.Length == Length ? new EcdsaSignature(raw.ToArray()) : null;
        return signature is not null;
    }

    /// <summary>Reads an Ecdsa-Sig-Value in DER (RFC 3279 2.2.3), of 256 bits at most; else false.</summary>
    public static bool TryFromDer(ReadOnlySpan<byte> der, [NotNullWhen(true)] out EcdsaSignature? signature)
    {
        signature = null;
        byte[] raw = new byte[Length];

        // Two integers of 33 bytes with their heads keep every length below 128, in one byte.
        if (der.Length < 2 || der[0] != SequenceTag || der[1] != der.Length - 2 || der[1] > 0x7F)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = der[2..];
        if (!TryTakeInteger(ref rest, raw.AsSpan(..Half))
            || !TryTakeInteger(ref rest, raw.AsSpan(Half..))
            || !rest.IsEmpty)
        {
            return false;
        }

        signature = new EcdsaSignature(raw);
        return true;
    }

    /// <summary>The same as an Ecdsa-Sig-Value in DER.</summary>
    public byte[] ToDer()
    {
        Span<byte> der = stackalloc byte[2 + (2 * (Half + 3))];
        int end = 2;
        end += PutInteger(_raw.AsSpan(..Half), der[end..]);
        end += PutInteger(_raw.AsSpan(Half..), der[end..]);
        der[0] = SequenceTag;
        der[1] = (byte)(end - 2);
        return der[..end].ToArray();
    }

    // INTEGER, positive, in the fewest bytes (X.690 8.3.2).
    private static bool TryTakeInteger(ref ReadOnlySpan<byte> rest, Span<byte> half)
    {
        if (rest.Length < 3 || rest[0] != IntegerTag || rest[1] is 0 or > Half + 1 || rest.Length < 2 + rest[1])
        {
            return false;
        }

        ReadOnlySpan<byte> value = rest.Slice(2, rest[1]);
        rest = rest[(2 + value.Length)..];
        bool padded = value[0] == 0 && value.Length > 1;
        if (value[0] >= 0x80 || (padded && value[1] < 0x80))
        {
            return false;
        }

        value = padded ? value[1..] : value;
        bool fits = value.Length <= Half;
        if (fits)
        {
            value.CopyTo(half[(Half - value.Length)..]);
        }

        return fits;
    }

    private static int PutInteger(ReadOnlySpan<byte> half, Span<byte> target)
    {
        int zeros = half.IndexOfAnyExcept((byte)0);
        ReadOnlySpan<byte> value = half[(zeros < 0 ? Half - 1 : zeros)..];
        int pad = value[0] >= 0x80 ? 1 : 0;
        target[0] = IntegerTag;
        target[1] = (byte)(value.Length + pad);
        target[2] = 0;
        value.CopyTo(target[(2 + pad)..]);
        return 2 + pad + value.Length;
    }
}
