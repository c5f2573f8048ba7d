using System.Text;
using Garita.Firmware.Cbor;
using Garita.Pki.Keys;

namespace Garita.Firmware.Trust;

/// <summary>Reads a trust document as <see cref="TrustDocumentWriter"/> lays it out, and nothing else.</summary>
internal static class TrustDocumentReader
{
    public static TrustRefusal TryRead(ReadOnlySpan<byte> encoded, out TrustDocument? document)
    {
        document = null;
        if (encoded.Length > TrustLimits.MaxLength)
        {
            return TrustRefusal.TooLong;
        }

        StrictCborReader reader = new(encoded);
        if (!reader.TryReadMap(out int members)
            || !TryReadLabel(ref reader, 1) || !reader.TryReadUnsigned(out ulong format))
        {
            return TrustRefusal.Malformed;
        }

        // Told apart before anything of it is judged, so that an old reader says what is the matter.
        if (format != TrustDocumentWriter.Format)
        {
            return TrustRefusal.UnknownFormat;
        }

        if (members != TrustDocumentWriter.Members
            || !TryReadLabel(ref reader, 2) || !reader.TryReadInt32(out int version) || version < 1)
        {
            return TrustRefusal.Malformed;
        }

        TrustRefusal refusal = ReadKeys(ref reader, version, out TrustDocument? read);
        document = refusal == TrustRefusal.None && reader.AtEnd ? read : null;
        return refusal == TrustRefusal.None && !reader.AtEnd ? TrustRefusal.Malformed : refusal;
    }

    private static TrustRefusal ReadKeys(ref StrictCborReader reader, int version, out TrustDocument? document)
    {
        document = null;
        TrustRefusal refusal = ReadRole(ref reader, 3, out TrustRole? root);
        if (refusal != TrustRefusal.None)
        {
            return refusal;
        }

        refusal = ReadRole(ref reader, 4, out TrustRole? release);
        if (refusal != TrustRefusal.None)
        {
            return refusal;
        }

        refusal = ReadNamed(ref reader, 5, TrustLimits.MaxLogs, out NamedKey[] logs);
        if (refusal != TrustRefusal.None)
        {
            return refusal;
        }

        refusal = ReadWitnesses(ref reader, out int threshold, out WitnessKey[] witnesses);
        if (refusal != TrustRefusal.None)
        {
            return refusal;
        }

        refusal = ReadNamed(ref reader, 7, TrustLimits.MaxKeys, out NamedKey[] messages);
        document = refusal != TrustRefusal.None ? null : new TrustDocument
        {
            Version = version,
            Root = root!,
            Release = release!,
            Logs = logs,
            WitnessThreshold = threshold,
            Witnesses = witnesses,
            Messages = messages,
        };
        return refusal;
    }

    private static TrustRefusal ReadRole(ref StrictCborReader reader, int label, out TrustRole? role)
    {
        role = null;
        if (!TryReadLabel(ref reader, label)
            || !reader.TryReadArray(out int members) || members != 2
            || !reader.TryReadInt32(out int threshold)
            || !reader.TryReadArray(out int count) || count > TrustLimits.MaxKeys)
        {
            return TrustRefusal.Malformed;
        }

        EcPublicKey[] keys = new EcPublicKey[count];
        for (int i = 0; i < count; i++)
        {
            TrustRefusal refusal = ReadKey(ref reader, out EcPublicKey? key);
            if (refusal != TrustRefusal.None)
            {
                return refusal;
            }

            keys[i] = key!;
        }

        role = TrustRole.TryCreate(threshold, keys);
        return role is null ? TrustRefusal.InvalidKeys : TrustRefusal.None;
    }

    private static TrustRefusal ReadNamed(ref StrictCborReader reader, int label, int limit, out NamedKey[] keys)
    {
        keys = [];
        if (!TryReadLabel(ref reader, label) || !reader.TryReadArray(out int count) || count > limit)
        {
            return TrustRefusal.Malformed;
        }

        NamedKey[] read = new NamedKey[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryReadNameOfTwo(ref reader, out string name))
            {
                return TrustRefusal.Malformed;
            }

            TrustRefusal refusal = ReadKey(ref reader, out EcPublicKey? key);
            if (refusal != TrustRefusal.None)
            {
                return refusal;
            }

            read[i] = new NamedKey(name, key!);
        }

        keys = read;
        bool areDistinct = read.DistinctBy(k => (k.Name, k.Key.Hash)).Count() == count;
        return areDistinct ? TrustRefusal.None : TrustRefusal.InvalidKeys;
    }

    private static TrustRefusal ReadWitnesses(ref StrictCborReader reader, out int threshold, out WitnessKey[] keys)
    {
        keys = [];
        threshold = 0;
        if (!TryReadLabel(ref reader, 6)
            || !reader.TryReadArray(out int members) || members != 2
            || !reader.TryReadInt32(out threshold)
            || !reader.TryReadArray(out int count) || count > TrustLimits.MaxKeys)
        {
            return TrustRefusal.Malformed;
        }

        WitnessKey[] read = new WitnessKey[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryReadNameOfTwo(ref reader, out string name)
                || !reader.TryReadBytes(out ReadOnlySpan<byte> key) || key.Length != WitnessKey.KeyLength)
            {
                return TrustRefusal.Malformed;
            }

            read[i] = new WitnessKey(name, key.ToArray());
        }

        // A witness that stood in the list twice could be counted twice.
        keys = read;
        bool valid = threshold <= count
            && read.DistinctBy(w => w.Name).Count() == count
            && read.DistinctBy(w => Convert.ToHexString(w.Key.Span)).Count() == count;
        return valid ? TrustRefusal.None : TrustRefusal.InvalidKeys;
    }

    private static TrustRefusal ReadKey(ref StrictCborReader reader, out EcPublicKey? key)
    {
        key = null;
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> point) || point.Length != KeyPoints.Length)
        {
            return TrustRefusal.Malformed;
        }

        key = KeyPoints.ToKey(point);
        return key is null ? TrustRefusal.InvalidKeys : TrustRefusal.None;
    }

    private static bool TryReadNameOfTwo(ref StrictCborReader reader, out string name)
    {
        name = string.Empty;
        return reader.TryReadArray(out int members) && members == 2
            && reader.TryReadText(out name)
            && Encoding.UTF8.GetByteCount(name) is > 0 and <= TrustLimits.MaxName
            && !name.Any(char.IsControl);
    }

    private static bool TryReadLabel(ref StrictCborReader reader, int label) =>
        reader.TryReadInt32(out int read) && read == label;
}
