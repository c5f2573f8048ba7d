using System.Formats.Cbor;
using Garita.Contracts.Topics;
using Garita.Firmware.Cbor;
using Garita.Pki.Keys;

namespace Garita.Firmware.Delivery;

/// <summary>
/// What the server answers a <see cref="StillWanted"/> on <c>firmware/{id}/answer</c>.
/// <code>
/// { 1: nonce, 2: deployment, 3: attempt, 4: wanted, 5: [leaf, issuer, signature] }
/// </code>
/// </summary>
/// <param name="Nonce">Of the question.</param>
/// <param name="Deployment">Of the question.</param>
/// <param name="Attempt">Of the question.</param>
/// <param name="Wanted">Whether the device may activate now.</param>
public sealed record UpdateAnswer(ReadOnlyMemory<byte> Nonce, string Deployment, int Attempt, bool Wanted)
{
    /// <summary>Who answered; null only before it is signed. None is read or written without.</summary>
    public Assignment? Assigned { get; init; }

    /// <summary>Whether this answers that question.</summary>
    public bool Answers(StillWanted question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Nonce.Span.SequenceEqual(question.Nonce.Span)
            && Deployment == question.Deployment
            && Attempt == question.Attempt;
    }

    /// <summary>Reads a message; non-null only when nothing is refused.</summary>
    public static DeliveryRefusal TryRead(ReadOnlyMemory<byte> payload, out UpdateAnswer? answer)
    {
        Draft draft = new();
        DeliveryRefusal refusal =
            DeliveryMap.Read(payload.Span, DeliveryLimits.MaxAnswer, draft, Draft.ReadMember);
        answer = refusal == DeliveryRefusal.None ? draft.Finish() : null;
        return refusal == DeliveryRefusal.None && answer is null ? DeliveryRefusal.MissingMember : refusal;
    }

    /// <summary>What the server signs: the message without its assignment, bound to the device's topic.</summary>
    /// <param name="device">The device's id.</param>
    public byte[] ToBeSigned(string device) => Assignment.ToBeSigned(Unassigned(), new DeviceTopics(device).Answer);

    /// <summary>The message with a signature over <see cref="ToBeSigned"/>.</summary>
    /// <param name="leaf">The assigner's certificate in DER.</param>
    /// <param name="issuer">Its issuer's.</param>
    /// <param name="signature">By the assigner's key.</param>
    public UpdateAnswer AssignedBy(
        ReadOnlyMemory<byte> leaf, ReadOnlyMemory<byte> issuer, EcdsaSignature signature) =>
        this with { Assigned = Assignment.Of(leaf, issuer, signature) };

    /// <summary>
    /// The message's bytes. Throws <see cref="InvalidOperationException"/> where a reader would refuse them.
    /// </summary>
    public byte[] Encode()
    {
        byte[] encoded = Write();
        DeliveryRefusal refusal = TryRead(encoded, out _);
        return refusal == DeliveryRefusal.None
            ? encoded
            : throw new InvalidOperationException($"nobody would read this answer: {refusal}");
    }

    internal byte[] Unassigned() => (this with { Assigned = null }).Write();

    private byte[] Write()
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartMap(Assigned is null ? 4 : 5);
        writer.WriteInt32(1);
        writer.WriteByteString(Nonce.Span);
        writer.WriteInt32(2);
        writer.WriteTextString(Deployment);
        writer.WriteInt32(3);
        writer.WriteInt32(Attempt);
        writer.WriteInt32(4);
        writer.WriteBoolean(Wanted);
        if (Assigned is { } assigned)
        {
            writer.WriteInt32(5);
            assigned.Write(writer);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private sealed class Draft
    {
        private byte[] _nonce = [];
        private string _deployment = string.Empty;
        private int _attempt;
        private bool? _wanted;
        private Assignment? _assigned;

        public static DeliveryRefusal ReadMember(Draft draft, long key, ref StrictCborReader reader) => key switch
        {
            1 => DeliveryMap.ReadBytes(
                ref reader, DeliveryLimits.NonceLength, DeliveryLimits.NonceLength, out draft._nonce),
            2 => DeliveryMap.ReadDeployment(ref reader, out draft._deployment),
            3 => DeliveryMap.ReadAttempt(ref reader, out draft._attempt),
            4 => draft.ReadWanted(ref reader),
            5 => Assignment.Read(ref reader, out draft._assigned),
            _ => DeliveryRefusal.UnknownMember,
        };

        public UpdateAnswer? Finish() =>
            _nonce.Length == 0 || _deployment.Length == 0 || _attempt == 0 || _wanted is not { } wanted
            || _assigned is null
                ? null
                : new UpdateAnswer(_nonce, _deployment, _attempt, wanted) { Assigned = _assigned };

        private DeliveryRefusal ReadWanted(ref StrictCborReader reader)
        {
            bool read = reader.TryReadBoolean(out bool value);
            _wanted = read ? value : null;
            return read ? DeliveryRefusal.None : DeliveryRefusal.Malformed;
        }
    }
}
