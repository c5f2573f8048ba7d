using Garita.Firmware.Cbor;

namespace Garita.Firmware.Encryption;

/// <summary>
/// Reads a key offer as <see cref="KeyOfferWriter"/> lays it out; a recipient may also lack its id or have a salt.
/// </summary>
internal static class KeyOfferReader
{
    public static KeyOfferRefusal TryRead(ReadOnlySpan<byte> encoded, out KeyOffer? offer)
    {
        offer = null;
        if (encoded.Length > KeyOffer.MaxLength)
        {
            return KeyOfferRefusal.TooLong;
        }

        StrictCborReader reader = new(encoded);
        if (!reader.TryReadTag(out ulong tag) || tag != KeyOfferLabels.Tag
            || !reader.TryReadArray(out int members) || members != 4)
        {
            return KeyOfferRefusal.Malformed;
        }

        KeyOfferRefusal refusal = ReadHeaders(ref reader, out byte[] iv);
        if (refusal == KeyOfferRefusal.None)
        {
            refusal = ReadEntries(ref reader, out KeyOfferEntry[] entries);
            offer = refusal == KeyOfferRefusal.None ? new KeyOffer(entries, iv) : null;
        }

        return refusal;
    }

    // With a cipher that authenticates nothing the protected header MUST be empty (the draft, 7).
    private static KeyOfferRefusal ReadHeaders(ref StrictCborReader reader, out byte[] iv)
    {
        iv = [];
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> header))
        {
            return KeyOfferRefusal.Malformed;
        }

        if (!header.IsEmpty)
        {
            return AlgorithmIn(header) is null or KeyOfferLabels.A128Ctr
                ? KeyOfferRefusal.Malformed
                : KeyOfferRefusal.UnsupportedContentAlgorithm;
        }

        ReadOnlySpan<byte> previous = default;
        if (!reader.TryReadMap(out int pairs)
            || !reader.TryReadIntegerKey(ref previous, out long first) || first != KeyOfferLabels.Algorithm
            || !reader.TryReadInteger(out long algorithm))
        {
            return KeyOfferRefusal.Malformed;
        }

        if (algorithm != KeyOfferLabels.A128Ctr)
        {
            return KeyOfferRefusal.UnsupportedContentAlgorithm;
        }

        if (pairs != 2
            || !reader.TryReadIntegerKey(ref previous, out long second) || second != KeyOfferLabels.Iv
            || !reader.TryReadBytes(out ReadOnlySpan<byte> value) || value.Length != ContentCipher.IvLength)
        {
            return KeyOfferRefusal.Malformed;
        }

        iv = value.ToArray();
        return reader.TryReadNull() ? KeyOfferRefusal.None
            : reader.Next == CborKind.Bytes ? KeyOfferRefusal.AttachedCiphertext : KeyOfferRefusal.Malformed;
    }

    private static KeyOfferRefusal ReadEntries(ref StrictCborReader reader, out KeyOfferEntry[] entries)
    {
        entries = [];
        if (!reader.TryReadArray(out int count) || count == 0)
        {
            return KeyOfferRefusal.Malformed;
        }

        if (count > KeyOffer.MaxRecipients)
        {
            return KeyOfferRefusal.TooManyRecipients;
        }

        KeyOfferEntry[] read = new KeyOfferEntry[count];
        for (int i = 0; i < count; i++)
        {
            KeyOfferRefusal refusal = ReadEntry(ref reader, out KeyOfferEntry? entry);
            if (refusal != KeyOfferRefusal.None)
            {
                return refusal;
            }

            read[i] = entry!;
        }

        entries = read;
        return reader.AtEnd ? KeyOfferRefusal.None : KeyOfferRefusal.Malformed;
    }

    private static KeyOfferRefusal ReadEntry(ref StrictCborReader reader, out KeyOfferEntry? entry)
    {
        entry = null;
        if (!reader.TryReadArray(out int members) || members != 3
            || !reader.TryReadBytes(out ReadOnlySpan<byte> header))
        {
            return KeyOfferRefusal.Malformed;
        }

        // Empty or an empty map: the two forms that the draft's grammar allows where AES key wrap stands alone.
        bool isGroup = header is [] or [0xA0];
        if (!isGroup && !header.SequenceEqual(KeyOfferEntry.EcdhHeader))
        {
            return AlgorithmIn(header) is null or KeyAgreement.EcdhEsA128Kw
                ? KeyOfferRefusal.Malformed
                : KeyOfferRefusal.UnsupportedKeyAlgorithm;
        }

        KeyOfferRefusal refusal = KeyOfferFields.TryRead(ref reader, isGroup, out KeyOfferFields fields);
        if (refusal != KeyOfferRefusal.None)
        {
            return refusal;
        }

        if (!reader.TryReadBytes(out ReadOnlySpan<byte> wrapped) || wrapped.Length != KeyOfferLabels.WrappedLength)
        {
            return KeyOfferRefusal.Malformed;
        }

        entry = new KeyOfferEntry(
            header.ToArray(), fields.Ephemeral, fields.Id, fields.Salt ?? [], wrapped.ToArray());
        return KeyOfferRefusal.None;
    }

    // The algorithm that a protected header names, where it is a map that begins with one; it tells an offer of
    // another profile from a broken one.
    private static long? AlgorithmIn(ReadOnlySpan<byte> header)
    {
        StrictCborReader reader = new(header);
        ReadOnlySpan<byte> previous = default;
        return reader.TryReadMap(out _)
            && reader.TryReadIntegerKey(ref previous, out long label) && label == KeyOfferLabels.Algorithm
            && reader.TryReadInteger(out long algorithm)
            ? algorithm
            : null;
    }
}
