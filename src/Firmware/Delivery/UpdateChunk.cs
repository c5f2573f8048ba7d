using System.Formats.Cbor;
using Garita.Firmware.Cbor;
using Garita.Firmware.Chunks;

namespace Garita.Firmware.Delivery;

/// <summary>
/// What the server sends on <c>firmware/{id}/chunk</c>: chunks with their proof, or why there are none.
/// <code>
/// { 1: payload digest, 2: packet }  /  { 1: payload digest, 3: refusal }
/// </code>
/// </summary>
public sealed record UpdateChunk
{
    private UpdateChunk(Sha256Digest payload, ReadOnlyMemory<byte>? packet, ChunkRequestRefusal refusal)
    {
        Payload = payload;
        Packet = packet;
        Refusal = refusal;
    }

    /// <summary>What the chunks are cut from.</summary>
    public Sha256Digest Payload { get; }

    /// <summary>The bytes of a <see cref="ChunkPacket"/>, not yet read; null where the request is refused.</summary>
    public ReadOnlyMemory<byte>? Packet { get; }

    /// <summary>Why there is no packet; <see cref="ChunkRequestRefusal.None"/> where there is one.</summary>
    public ChunkRequestRefusal Refusal { get; }

    /// <summary>Chunks.</summary>
    public static UpdateChunk Of(Sha256Digest payload, ReadOnlyMemory<byte> packet) =>
        new(payload, packet, ChunkRequestRefusal.None);

    /// <summary>A refusal.</summary>
    public static UpdateChunk Refused(Sha256Digest payload, ChunkRequestRefusal refusal) => new(payload, null, refusal);

    /// <summary>Reads a message; non-null only when nothing is refused. The packet is a part of the input.</summary>
    public static DeliveryRefusal TryRead(ReadOnlyMemory<byte> message, out UpdateChunk? chunk)
    {
        Draft draft = new(message);
        DeliveryRefusal refusal =
            DeliveryMap.Read(message.Span, DeliveryLimits.MaxPacket, draft, Draft.ReadMember);
        chunk = refusal == DeliveryRefusal.None ? draft.Finish() : null;
        return refusal == DeliveryRefusal.None && chunk is null ? DeliveryRefusal.MissingMember : refusal;
    }

    /// <summary>
    /// The message's bytes. Throws <see cref="InvalidOperationException"/> where a reader would refuse them.
    /// </summary>
    public byte[] Encode()
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartMap(2);
        writer.WriteInt32(1);
        writer.WriteByteString(Payload.ToArray());
        if (Packet is { } packet)
        {
            writer.WriteInt32(2);
            writer.WriteByteString(packet.Span);
        }
        else
        {
            writer.WriteInt32(3);
            writer.WriteInt32((int)Refusal);
        }

        writer.WriteEndMap();
        byte[] encoded = writer.Encode();
        DeliveryRefusal refusal = TryRead(encoded, out _);
        return refusal == DeliveryRefusal.None
            ? encoded
            : throw new InvalidOperationException($"nobody would read these chunks: {refusal}");
    }

    private sealed class Draft(ReadOnlyMemory<byte> message)
    {
        private Sha256Digest? _payload;
        private ReadOnlyMemory<byte>? _packet;
        private ChunkRequestRefusal _refusal;

        public static DeliveryRefusal ReadMember(Draft draft, long key, ref StrictCborReader reader) => key switch
        {
            1 => draft.ReadPayload(ref reader),
            2 => draft.ReadPacket(ref reader),
            3 => draft.ReadRefusal(ref reader),
            _ => DeliveryRefusal.UnknownMember,
        };

        public UpdateChunk? Finish() =>
            _payload is not { } payload || _packet is null == (_refusal == ChunkRequestRefusal.None)
                ? null
                : new UpdateChunk(payload, _packet, _refusal);

        private DeliveryRefusal ReadPayload(ref StrictCborReader reader)
        {
            DeliveryRefusal refusal = DeliveryMap.ReadDigest(ref reader, out Sha256Digest payload);
            _payload = payload;
            return refusal;
        }

        private DeliveryRefusal ReadPacket(ref StrictCborReader reader)
        {
            bool read = reader.TryReadBytes(out ReadOnlySpan<byte> packet);
            _packet = message.Slice(reader.Position - packet.Length, packet.Length);
            return read ? DeliveryRefusal.None : DeliveryRefusal.Malformed;
        }

        private DeliveryRefusal ReadRefusal(ref StrictCborReader reader)
        {
            const long least = (long)ChunkRequestRefusal.NotOffered;
            const long most = (long)ChunkRequestRefusal.Unavailable;
            DeliveryRefusal refusal = DeliveryMap.ReadNumber(ref reader, least, most, out long value);
            _refusal = (ChunkRequestRefusal)value;
            return refusal;
        }
    }
}
