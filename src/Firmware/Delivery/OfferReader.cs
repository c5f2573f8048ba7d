using Garita.Firmware.Cbor;
using Garita.Firmware.Trust;
using Garita.Merkle;

namespace Garita.Firmware.Delivery;

/// <summary>Reads an <see cref="UpdateOfferMessage"/>.</summary>
internal sealed class OfferReader
{
    private string? _deployment;
    private int _attempt;
    private byte[]? _envelope;
    private byte[]? _logProof;
    private byte[]? _keyOffer;
    private ReadOnlyMemory<byte>[] _trust = [];
    private DeliveryPath[] _paths = [];
    private LogHistory[] _histories = [];
    private bool? _ask;
    private long _counter;
    private Assignment? _assigned;

    private OfferReader()
    {
    }

    public static DeliveryRefusal TryRead(ReadOnlySpan<byte> payload, out UpdateOfferMessage? offer)
    {
        OfferReader draft = new();
        DeliveryRefusal refusal = DeliveryMap.Read(payload, DeliveryLimits.MaxOffer, draft, ReadMember);
        offer = refusal == DeliveryRefusal.None ? draft.Finish() : null;
        return refusal == DeliveryRefusal.None && offer is null ? DeliveryRefusal.MissingMember : refusal;
    }

    private static DeliveryRefusal ReadMember(OfferReader draft, long key, ref StrictCborReader reader) => key switch
    {
        1 => DeliveryMap.ReadDeployment(ref reader, out draft._deployment),
        2 => DeliveryMap.ReadAttempt(ref reader, out draft._attempt),
        3 => DeliveryMap.ReadBytes(ref reader, 1, DeliveryLimits.MaxEnvelope, out draft._envelope),
        4 => DeliveryMap.ReadBytes(ref reader, 1, DeliveryLimits.MaxLogProof, out draft._logProof),
        5 => DeliveryMap.ReadBytes(ref reader, 1, DeliveryLimits.MaxKeyOffer, out draft._keyOffer),
        6 => ReadTrust(ref reader, out draft._trust),
        7 => ReadPaths(ref reader, out draft._paths),
        8 => ReadHistories(ref reader, out draft._histories),
        9 => ReadAsk(ref reader, out draft._ask),
        10 => DeliveryMap.ReadNumber(ref reader, 1, long.MaxValue, out draft._counter),
        11 => Assignment.Read(ref reader, out draft._assigned),
        _ => DeliveryRefusal.UnknownMember,
    };

    private static DeliveryRefusal ReadTrust(ref StrictCborReader reader, out ReadOnlyMemory<byte>[] documents)
    {
        documents = [];
        DeliveryRefusal refusal = ReadCount(ref reader, DeliveryLimits.MaxTrustDocuments, out int count);
        ReadOnlyMemory<byte>[] read = new ReadOnlyMemory<byte>[count];
        int total = 0;
        for (int i = 0; refusal == DeliveryRefusal.None && i < count; i++)
        {
            refusal = DeliveryMap.ReadBytes(ref reader, 1, TrustLimits.MaxLength, out byte[] document);
            read[i] = document;
            total += document.Length;
        }

        bool isWhole = refusal == DeliveryRefusal.None && total <= DeliveryLimits.MaxTrustBytes;
        documents = isWhole ? read : [];
        return isWhole || refusal != DeliveryRefusal.None ? refusal : DeliveryRefusal.OutOfRange;
    }

    private static DeliveryRefusal ReadPaths(ref StrictCborReader reader, out DeliveryPath[] paths)
    {
        paths = [];
        DeliveryRefusal refusal = ReadCount(ref reader, DeliveryPaths.All.Count, out int count);
        DeliveryPath[] read = new DeliveryPath[count];
        for (int i = 0; refusal == DeliveryRefusal.None && i < count; i++)
        {
            if (!reader.TryReadText(out string text))
            {
                return DeliveryRefusal.Malformed;
            }

            if (DeliveryPaths.Find(text) is not { } path || read.AsSpan(0, i).Contains(path))
            {
                return DeliveryRefusal.OutOfRange;
            }

            read[i] = path;
        }

        paths = refusal == DeliveryRefusal.None ? read : [];
        return refusal;
    }

    private static DeliveryRefusal ReadHistories(ref StrictCborReader reader, out LogHistory[] histories)
    {
        histories = [];
        DeliveryRefusal refusal = ReadCount(ref reader, DeliveryLimits.MaxHistories, out int count);
        LogHistory[] read = new LogHistory[count];
        for (int i = 0; refusal == DeliveryRefusal.None && i < count; i++)
        {
            refusal = ReadHistory(ref reader, out read[i]);
        }

        histories = refusal == DeliveryRefusal.None ? read : [];
        return refusal;
    }

    private static DeliveryRefusal ReadHistory(ref StrictCborReader reader, out LogHistory history)
    {
        history = new LogHistory(0, []);
        if (!reader.TryReadArray(out int members) || members != 2)
        {
            return DeliveryRefusal.Malformed;
        }

        const int most = DeliveryLimits.MaxHistoryHashes * MerkleHash.Size;
        DeliveryRefusal refusal = DeliveryMap.ReadNumber(ref reader, 1, TreeHash.MaxSize, out long size);
        byte[] hashes = [];
        refusal = refusal == DeliveryRefusal.None
            ? DeliveryMap.ReadBytes(ref reader, 0, most, out hashes)
            : refusal;
        if (refusal != DeliveryRefusal.None || hashes.Length % MerkleHash.Size != 0)
        {
            return refusal == DeliveryRefusal.None ? DeliveryRefusal.OutOfRange : refusal;
        }

        MerkleHash[] proof = new MerkleHash[hashes.Length / MerkleHash.Size];
        for (int i = 0; i < proof.Length; i++)
        {
            MerkleHash.TryRead(hashes.AsSpan(i * MerkleHash.Size, MerkleHash.Size), out proof[i]);
        }

        history = new LogHistory(size, proof);
        return DeliveryRefusal.None;
    }

    private static DeliveryRefusal ReadAsk(ref StrictCborReader reader, out bool? ask)
    {
        bool read = reader.TryReadBoolean(out bool value);
        ask = read ? value : null;
        return read ? DeliveryRefusal.None : DeliveryRefusal.Malformed;
    }

    // A list that is there has something in it: there is one way to say nothing.
    private static DeliveryRefusal ReadCount(ref StrictCborReader reader, int most, out int count)
    {
        if (!reader.TryReadArray(out count))
        {
            return DeliveryRefusal.Malformed;
        }

        bool fits = count >= 1 && count <= most;
        count = fits ? count : 0;
        return fits ? DeliveryRefusal.None : DeliveryRefusal.OutOfRange;
    }

    private UpdateOfferMessage? Finish() =>
        _deployment is null || _attempt == 0 || _envelope is null || _paths.Length == 0 || _ask is null
            || _counter == 0 || _assigned is null
            ? null
            : new UpdateOfferMessage
            {
                Deployment = _deployment,
                Attempt = _attempt,
                Envelope = _envelope,
                LogProof = Optional(_logProof),
                KeyOffer = Optional(_keyOffer),
                TrustDocuments = _trust,
                Paths = _paths,
                Histories = _histories,
                Ask = _ask.Value,
                Counter = _counter,
                Assigned = _assigned,
            };

    // Spelled out: a bare null would convert to memory of no bytes, which is something else than none.
    private static ReadOnlyMemory<byte>? Optional(byte[]? bytes) =>
        bytes is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(bytes);
}
