using Garita.Firmware.Cbor;
using Garita.Pki.Keys;

namespace Garita.Firmware.Cose;

/// <summary>Reads the structure of a COSE_Sign1 and judges its headers.</summary>
internal static class CoseSign1Reader
{
    // RFC 9052 3.1.
    private const long AlgorithmHeader = 1;
    private const long ContentTypeHeader = 3;
    private const long KeyIdHeader = 4;

    public static CoseRefusal TryRead(ReadOnlySpan<byte> block, out CoseSign1? sign1)
    {
        sign1 = null;
        StrictCborReader reader = new(block);
        if (!reader.TryReadTag(out ulong tag) || tag != CoseSign1.Tag)
        {
            return CoseRefusal.NotSign1;
        }

        StrictCborReader whole = new(block);
        if (!whole.TrySkip(out _) || !whole.AtEnd)
        {
            return CoseRefusal.Malformed;
        }

        if (!reader.TryReadArray(out int count)
            || count != 4
            || !reader.TryReadBytes(out ReadOnlySpan<byte> protectedHeader)
            || reader.Next != CborKind.Map
            || !reader.TrySkip(out ReadOnlySpan<byte> unprotected))
        {
            return CoseRefusal.Malformed;
        }

        CoseRefusal refusal = ReadHeaders(protectedHeader, unprotected, out CoseAlgorithm algorithm);
        if (refusal != CoseRefusal.None)
        {
            return refusal;
        }

        bool detached = reader.TryReadNull();
        ReadOnlySpan<byte> payload = default;
        if ((!detached && !reader.TryReadBytes(out payload))
            || !reader.TryReadBytes(out ReadOnlySpan<byte> raw)
            || !EcdsaSignature.TryFromRaw(raw, out EcdsaSignature? signature))
        {
            return CoseRefusal.Malformed;
        }

        sign1 = new CoseSign1(protectedHeader.ToArray(), algorithm, detached ? null : payload.ToArray(), signature);
        return CoseRefusal.None;
    }

    private static CoseRefusal ReadHeaders(
        ReadOnlySpan<byte> protectedHeader, ReadOnlySpan<byte> unprotected, out CoseAlgorithm algorithm)
    {
        CoseRefusal refusal = ReadUnprotected(unprotected);
        algorithm = default;

        // RFC 9052 3: a protected header without parameters is an empty string, not an empty map; some write the map.
        return refusal != CoseRefusal.None ? refusal
            : protectedHeader.IsEmpty ? CoseRefusal.NoAlgorithm
            : ReadProtected(protectedHeader, out algorithm);
    }

    // A key identifier only helps to find the key, so it is read past; every key is tried.
    private static CoseRefusal ReadUnprotected(ReadOnlySpan<byte> encoded)
    {
        StrictCborReader reader = new(encoded);
        ReadOnlySpan<byte> previous = default;
        if (!reader.TryReadMap(out int count))
        {
            return CoseRefusal.Malformed;
        }

        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadIntegerKey(ref previous, out long key))
            {
                return CoseRefusal.UnsupportedHeader;
            }

            if (key == AlgorithmHeader)
            {
                return CoseRefusal.AlgorithmNotProtected;
            }

            if (key != KeyIdHeader || !reader.TryReadBytes(out _))
            {
                return CoseRefusal.UnsupportedHeader;
            }
        }

        return CoseRefusal.None;
    }

    private static CoseRefusal ReadProtected(ReadOnlySpan<byte> encoded, out CoseAlgorithm algorithm)
    {
        algorithm = default;
        CoseRefusal refusal = CoseRefusal.NoAlgorithm;
        StrictCborReader reader = new(encoded);
        ReadOnlySpan<byte> previous = default;
        if (!reader.TryReadMap(out int count))
        {
            return CoseRefusal.Malformed;
        }

        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadIntegerKey(ref previous, out long key)
                || key is not (AlgorithmHeader or ContentTypeHeader or KeyIdHeader))
            {
                return CoseRefusal.UnsupportedHeader;
            }

            if (key == AlgorithmHeader)
            {
                refusal = ReadAlgorithm(ref reader, out algorithm);
            }
            else if (!reader.TrySkip(out _))
            {
                return CoseRefusal.Malformed;
            }
        }

        return reader.AtEnd ? refusal : CoseRefusal.Malformed;
    }

    private static CoseRefusal ReadAlgorithm(ref StrictCborReader reader, out CoseAlgorithm algorithm)
    {
        algorithm = default;
        if (reader.Next == CborKind.Text)
        {
            return reader.TrySkip(out _) ? CoseRefusal.UnsupportedAlgorithm : CoseRefusal.Malformed;
        }

        if (!reader.TryReadInteger(out long number))
        {
            return CoseRefusal.Malformed;
        }

        algorithm = (CoseAlgorithm)number;
        return number is (long)CoseAlgorithm.Es256 or (long)CoseAlgorithm.Esp256
            ? CoseRefusal.None
            : CoseRefusal.UnsupportedAlgorithm;
    }
}
