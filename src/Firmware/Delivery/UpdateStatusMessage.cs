using System.Formats.Cbor;
using Garita.Contracts.Topics;
using Garita.Firmware.Cbor;
using Garita.Firmware.Cose;
using Garita.Merkle;
using Garita.Pki.Keys;

namespace Garita.Firmware.Delivery;

/// <summary>
/// What a device says on <c>private/{id}/update/status</c> of one attempt at one deployment. A final state is sent
/// until the server has acknowledged it, so it may come twice.
/// <code>
/// { 1: deployment, 2: attempt, 3: manifest digest, 4: state, ? 5: chunks done, ? 6: chunks total, ? 7: reason,
///   ? 8: running manifest digest, ? 9: entries of the newest checkpoint seen,
///   ? 10: COSE_Sign1 by the device over the message without this member }
/// </code>
/// </summary>
public sealed record UpdateStatusMessage
{
    /// <summary>The server's name for the offer.</summary>
    public required string Deployment { get; init; }

    /// <summary>Which attempt at it, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Digest of the offered manifest.</summary>
    public required Sha256Digest Manifest { get; init; }

    /// <summary>How far it is, or how it ended.</summary>
    public required UpdateState State { get; init; }

    /// <summary>Chunks that are written and durable; null where that says nothing.</summary>
    public long? ChunksDone { get; init; }

    /// <summary>Chunks of the image; null where that says nothing.</summary>
    public long? ChunksTotal { get; init; }

    /// <summary>Why; null where nothing needs a reason.</summary>
    public UpdateReason? Reason { get; init; }

    /// <summary>Digest of the manifest whose image runs; null where the device does not know.</summary>
    public Sha256Digest? Running { get; init; }

    /// <summary>
    /// Entries of the newest checkpoint of the log that the device has seen, so that the next offer can prove that the
    /// log only grew; null where it has seen none.
    /// </summary>
    public long? LogSize { get; init; }

    /// <summary>
    /// The device's signature over a final state: a COSE_Sign1 with a detached payload. Null where it did not sign.
    /// </summary>
    public ReadOnlyMemory<byte>? Signature { get; init; }

    /// <summary>Reads a message; non-null only when nothing is refused.</summary>
    public static DeliveryRefusal TryRead(ReadOnlyMemory<byte> payload, out UpdateStatusMessage? status)
    {
        Draft draft = new();
        DeliveryRefusal refusal =
            DeliveryMap.Read(payload.Span, DeliveryLimits.MaxSmallMessage, draft, Draft.ReadMember);
        status = refusal == DeliveryRefusal.None ? draft.Finish() : null;
        bool isTooFar = status is { ChunksDone: { } done, ChunksTotal: { } total } && done > total;
        return refusal == DeliveryRefusal.None && status is null ? DeliveryRefusal.MissingMember
            : isTooFar || (status is { Signature: not null } && !status.State.IsFinal()) ? Refuse(out status)
            : refusal;
    }

    /// <summary>What the device signs: the message without a signature, bound to the device's topic.</summary>
    /// <param name="device">The device's id.</param>
    public byte[] ToBeSigned(string device) => CoseSign1.ToBeSigned(Unsigned(), TopicOf(device));

    /// <summary>The message with a signature over <see cref="ToBeSigned"/>.</summary>
    /// <exception cref="InvalidOperationException">The state is not a final one: only those are kept.</exception>
    public UpdateStatusMessage SignedWith(EcdsaSignature signature) => State.IsFinal()
        ? this with { Signature = CoseSign1.EncodeDetached(signature) }
        : throw new InvalidOperationException($"{State} is not final");

    /// <summary>Whether a device with this key signed it; false where it is not signed.</summary>
    public bool IsSignedBy(EcPublicKey key, string device) =>
        Signature is { } block
        && CoseSign1.TryParse(block.Span, out CoseSign1? sign1) == CoseRefusal.None
        && sign1!.Verify(key, Unsigned(), TopicOf(device)) == CoseRefusal.None;

    /// <summary>
    /// The message's bytes. Throws <see cref="InvalidOperationException"/> where a reader would refuse them.
    /// </summary>
    public byte[] Encode()
    {
        CborWriter writer = new(CborConformanceMode.Canonical, convertIndefiniteLengthEncodings: true);
        writer.WriteStartMap(null);
        writer.WriteInt32(1);
        writer.WriteTextString(Deployment);
        writer.WriteInt32(2);
        writer.WriteInt32(Attempt);
        writer.WriteInt32(3);
        writer.WriteByteString(Manifest.ToArray());
        writer.WriteInt32(4);
        writer.WriteInt32((int)State);
        WriteOptional(writer, 5, ChunksDone);
        WriteOptional(writer, 6, ChunksTotal);
        if (Reason is { } reason)
        {
            writer.WriteInt32(7);
            writer.WriteTextString(reason.Text());
        }

        if (Running is { } running)
        {
            writer.WriteInt32(8);
            writer.WriteByteString(running.ToArray());
        }

        WriteOptional(writer, 9, LogSize);
        if (Signature is { } signature)
        {
            writer.WriteInt32(10);
            writer.WriteByteString(signature.Span);
        }

        writer.WriteEndMap();
        byte[] encoded = writer.Encode();
        DeliveryRefusal refusal = TryRead(encoded, out _);
        return refusal == DeliveryRefusal.None
            ? encoded
            : throw new InvalidOperationException($"nobody would read this status: {refusal}");
    }

    private static byte[] TopicOf(string device) =>
        System.Text.Encoding.UTF8.GetBytes(new DeviceTopics(device).UpdateStatus);

    private byte[] Unsigned() => (this with { Signature = null }).Encode();

    private static void WriteOptional(CborWriter writer, int key, long? value)
    {
        if (value is { } number)
        {
            writer.WriteInt32(key);
            writer.WriteInt64(number);
        }
    }

    private static DeliveryRefusal Refuse(out UpdateStatusMessage? status)
    {
        status = null;
        return DeliveryRefusal.OutOfRange;
    }

    private sealed class Draft
    {
        private string? _deployment;
        private int _attempt;
        private Sha256Digest? _manifest;
        private UpdateState? _state;
        private long? _done;
        private long? _total;
        private UpdateReason? _reason;
        private Sha256Digest? _running;
        private long? _logSize;
        private byte[]? _signature;

        public static DeliveryRefusal ReadMember(Draft draft, long key, ref StrictCborReader reader) => key switch
        {
            1 => DeliveryMap.ReadDeployment(ref reader, out draft._deployment),
            2 => DeliveryMap.ReadAttempt(ref reader, out draft._attempt),
            3 => ReadDigest(ref reader, out draft._manifest),
            4 => ReadState(ref reader, out draft._state),
            5 => ReadCount(ref reader, long.MaxValue, out draft._done),
            6 => ReadCount(ref reader, long.MaxValue, out draft._total),
            7 => ReadReason(ref reader, out draft._reason),
            8 => ReadDigest(ref reader, out draft._running),
            9 => ReadCount(ref reader, TreeHash.MaxSize, out draft._logSize),
            10 => ReadSignature(ref reader, out draft._signature),
            _ => DeliveryRefusal.UnknownMember,
        };

        public UpdateStatusMessage? Finish() =>
            _deployment is null || _attempt == 0 || _manifest is not { } manifest || _state is not { } state
                ? null
                : new UpdateStatusMessage
                {
                    Deployment = _deployment,
                    Attempt = _attempt,
                    Manifest = manifest,
                    State = state,
                    ChunksDone = _done,
                    ChunksTotal = _total,
                    Reason = _reason,
                    Running = _running,
                    LogSize = _logSize,
                    Signature = _signature is null ? default(ReadOnlyMemory<byte>?) : _signature,
                };

        private static DeliveryRefusal ReadDigest(ref StrictCborReader reader, out Sha256Digest? digest)
        {
            DeliveryRefusal refusal = DeliveryMap.ReadDigest(ref reader, out Sha256Digest value);
            digest = value;
            return refusal;
        }

        private static DeliveryRefusal ReadSignature(ref StrictCborReader reader, out byte[]? signature)
        {
            DeliveryRefusal refusal = DeliveryMap.ReadSignature(ref reader, out byte[] block);
            signature = block;
            return refusal;
        }

        private static DeliveryRefusal ReadCount(ref StrictCborReader reader, long most, out long? count)
        {
            DeliveryRefusal refusal = DeliveryMap.ReadNumber(ref reader, 0, most, out long value);
            count = value;
            return refusal;
        }

        private static DeliveryRefusal ReadState(ref StrictCborReader reader, out UpdateState? state)
        {
            DeliveryRefusal refusal = DeliveryMap.ReadNumber(ref reader, 0, byte.MaxValue, out long value);
            state = (UpdateState)value;
            return refusal != DeliveryRefusal.None ? refusal
                : UpdateStates.IsDefined(value) ? DeliveryRefusal.None : DeliveryRefusal.OutOfRange;
        }

        private static DeliveryRefusal ReadReason(ref StrictCborReader reader, out UpdateReason? reason)
        {
            reason = null;
            if (!reader.TryReadUtf8(out ReadOnlySpan<byte> utf8))
            {
                return DeliveryRefusal.Malformed;
            }

            reason = utf8.Length <= UpdateReasons.MaxLength
                ? UpdateReasons.Find(System.Text.Encoding.UTF8.GetString(utf8))
                : null;
            return reason is null ? DeliveryRefusal.OutOfRange : DeliveryRefusal.None;
        }
    }
}
