using System.Formats.Cbor;
using Garita.Firmware.Cbor;

namespace Garita.Firmware.Delivery;

/// <summary>
/// What a device asks on <c>private/{id}/update/request</c>: one of two things.
/// <code>
/// { 1: payload digest, 2: first, 3: count }  /  { 4: deployment, 5: attempt, 6: nonce }
/// </code>
/// </summary>
public sealed record UpdateRequest
{
    private UpdateRequest(ChunkRequest? chunks, StillWanted? stillWanted)
    {
        Chunks = chunks;
        StillWanted = stillWanted;
    }

    /// <summary>Which chunks; null where the request is the other one.</summary>
    public ChunkRequest? Chunks { get; }

    /// <summary>Whether an offer still stands; null where the request is the other one.</summary>
    public StillWanted? StillWanted { get; }

    /// <summary>A request for chunks.</summary>
    public static UpdateRequest Of(ChunkRequest chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return new UpdateRequest(chunks, null);
    }

    /// <summary>A request for an answer.</summary>
    public static UpdateRequest Of(StillWanted stillWanted)
    {
        ArgumentNullException.ThrowIfNull(stillWanted);
        return new UpdateRequest(null, stillWanted);
    }

    /// <summary>Reads a message; non-null only when nothing is refused.</summary>
    public static DeliveryRefusal TryRead(ReadOnlyMemory<byte> payload, out UpdateRequest? request)
    {
        Draft draft = new();
        DeliveryRefusal refusal =
            DeliveryMap.Read(payload.Span, DeliveryLimits.MaxSmallMessage, draft, Draft.ReadMember);
        request = refusal == DeliveryRefusal.None ? draft.Finish() : null;
        return refusal == DeliveryRefusal.None && request is null ? DeliveryRefusal.MissingMember : refusal;
    }

    /// <summary>
    /// The message's bytes. Throws <see cref="InvalidOperationException"/> where a reader would refuse them.
    /// </summary>
    public byte[] Encode()
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartMap(3);
        if (Chunks is { } chunks)
        {
            writer.WriteInt32(1);
            writer.WriteByteString(chunks.Payload.ToArray());
            writer.WriteInt32(2);
            writer.WriteInt64(chunks.First);
            writer.WriteInt32(3);
            writer.WriteInt32(chunks.Count);
        }
        else
        {
            writer.WriteInt32(4);
            writer.WriteTextString(StillWanted!.Deployment);
            writer.WriteInt32(5);
            writer.WriteInt32(StillWanted.Attempt);
            writer.WriteInt32(6);
            writer.WriteByteString(StillWanted.Nonce.Span);
        }

        writer.WriteEndMap();
        byte[] encoded = writer.Encode();
        DeliveryRefusal refusal = TryRead(encoded, out _);
        return refusal == DeliveryRefusal.None
            ? encoded
            : throw new InvalidOperationException($"nobody would read this request: {refusal}");
    }

    private sealed class Draft
    {
        private readonly HashSet<long> _seen = [];
        private Sha256Digest _payload;
        private long _first;
        private long _count;
        private string _deployment = string.Empty;
        private int _attempt;
        private byte[] _nonce = [];

        public static DeliveryRefusal ReadMember(Draft draft, long key, ref StrictCborReader reader)
        {
            draft._seen.Add(key);
            return key switch
            {
                1 => DeliveryMap.ReadDigest(ref reader, out draft._payload),
                2 => DeliveryMap.ReadNumber(ref reader, 0, long.MaxValue, out draft._first),
                3 => DeliveryMap.ReadNumber(ref reader, 1, DeliveryLimits.MaxChunks, out draft._count),
                4 => DeliveryMap.ReadDeployment(ref reader, out draft._deployment),
                5 => DeliveryMap.ReadAttempt(ref reader, out draft._attempt),
                6 => DeliveryMap.ReadBytes(
                    ref reader, DeliveryLimits.NonceLength, DeliveryLimits.NonceLength, out draft._nonce),
                _ => DeliveryRefusal.UnknownMember,
            };
        }

        public UpdateRequest? Finish() =>
            _seen.SetEquals([1, 2, 3]) ? Of(new ChunkRequest(_payload, _first, (int)_count))
            : _seen.SetEquals([4, 5, 6]) ? Of(new StillWanted(_deployment, _attempt, _nonce))
            : null;
    }
}
