using System.Text;
using Garita.Firmware.Cbor;
using Garita.Merkle.Notes;
using Garita.Merkle.Signatures;
using Garita.Pki.Keys;

namespace Garita.Firmware.Trust;

/// <summary>Reads a trust document as <see cref="TrustDocumentWriter"/> lays it out, and nothing else.</summary>
internal static class TrustDocumentReader
{
    private const int WitnessKeyLength = 32;

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

        refusal = ReadLogs(ref reader, out NoteKey[] logs);
        if (refusal != TrustRefusal.None)
        {
            return refusal;
        }

        refusal = ReadWitnesses(ref reader, out WitnessPolicy? witnesses);
        if (refusal != TrustRefusal.None)
        {
            return refusal;
        }

        refusal = ReadMessages(ref reader, out MessageKey[] messages);
        document = refusal != TrustRefusal.None ? null : new TrustDocument
        {
            Version = version,
            Root = root!,
            Release = release!,
            Logs = logs,
            Witnesses = witnesses!,
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

    private static TrustRefusal ReadLogs(ref StrictCborReader reader, out NoteKey[] logs)
    {
        logs = [];
        if (!TryReadLabel(ref reader, 5)
            || !reader.TryReadArray(out int count) || count > TrustLimits.MaxLogs)
        {
            return TrustRefusal.Malformed;
        }

        NoteKey[] read = new NoteKey[count];
        for (int i = 0; i < count; i++)
        {
            TrustRefusal refusal = ReadNamed(ref reader, out string origin, out EcPublicKey? key);
            if (refusal != TrustRefusal.None)
            {
                return refusal;
            }

            read[i] = NoteKey.ForLog(origin, key!.SubjectPublicKeyInfo.Span)!;
        }

        logs = read;
        bool areDistinct = read.DistinctBy(l => (l.Name, Convert.ToHexString(l.PublicKey.Span))).Count() == count;
        return areDistinct ? TrustRefusal.None : TrustRefusal.InvalidKeys;
    }

    private static TrustRefusal ReadMessages(ref StrictCborReader reader, out MessageKey[] messages)
    {
        messages = [];
        if (!TryReadLabel(ref reader, 7)
            || !reader.TryReadArray(out int count) || count > TrustLimits.MaxKeys)
        {
            return TrustRefusal.Malformed;
        }

        MessageKey[] read = new MessageKey[count];
        for (int i = 0; i < count; i++)
        {
            TrustRefusal refusal = ReadNamed(ref reader, out string purpose, out EcPublicKey? key);
            if (refusal != TrustRefusal.None)
            {
                return refusal;
            }

            read[i] = new MessageKey(purpose, key!);
        }

        messages = read;
        bool areDistinct = read.DistinctBy(m => (m.Purpose, m.Key.Hash)).Count() == count;
        return areDistinct ? TrustRefusal.None : TrustRefusal.InvalidKeys;
    }

    private static TrustRefusal ReadWitnesses(ref StrictCborReader reader, out WitnessPolicy? policy)
    {
        policy = null;
        if (!TryReadLabel(ref reader, 6)
            || !reader.TryReadArray(out int members) || members != 2
            || !reader.TryReadInt32(out int required)
            || !reader.TryReadArray(out int count) || count > TrustLimits.MaxKeys)
        {
            return TrustRefusal.Malformed;
        }

        NoteKey[] witnesses = new NoteKey[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryReadNameOfTwo(ref reader, out string name)
                || !reader.TryReadBytes(out ReadOnlySpan<byte> bytes) || bytes.Length != WitnessKeyLength)
            {
                return TrustRefusal.Malformed;
            }

            if (!Ed25519PublicKey.TryRead(bytes, out Ed25519PublicKey? key))
            {
                return TrustRefusal.InvalidKeys;
            }

            witnesses[i] = NoteKey.ForWitness(name, key);
        }

        // A witness that stood in the list twice could be counted twice: no policy has one.
        policy = WitnessPolicy.Create(witnesses, required);
        return policy is null ? TrustRefusal.InvalidKeys : TrustRefusal.None;
    }

    private static TrustRefusal ReadNamed(ref StrictCborReader reader, out string name, out EcPublicKey? key)
    {
        key = null;
        return TryReadNameOfTwo(ref reader, out name) ? ReadKey(ref reader, out key) : TrustRefusal.Malformed;
    }

    private static TrustRefusal ReadKey(ref StrictCborReader reader, out EcPublicKey? key)
    {
        key = null;
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> point) || point.Length != EcPoint.Length)
        {
            return TrustRefusal.Malformed;
        }

        key = EcPoint.ToKey(point);
        return key is null ? TrustRefusal.InvalidKeys : TrustRefusal.None;
    }

    // What a note's key may be called (C2SP signed-note), so that every name here can stand in one.
    private static bool TryReadNameOfTwo(ref StrictCborReader reader, out string name)
    {
        name = string.Empty;
        return reader.TryReadArray(out int members) && members == 2
            && reader.TryReadText(out name)
            && Encoding.UTF8.GetByteCount(name) is > 0 and <= TrustLimits.MaxName
            && !name.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '+');
    }

    private static bool TryReadLabel(ref StrictCborReader reader, int label) =>
        reader.TryReadInt32(out int read) && read == label;
}
