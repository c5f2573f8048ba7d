using System.Formats.Cbor;
using Garita.Firmware.Cbor;

namespace Garita.Firmware.Delivery;

/// <summary>
/// What the server answers a <see cref="StillWanted"/> on <c>firmware/{id}/answer</c>.
/// <code>
/// { 1: nonce, 2: deployment, 3: attempt, 4: wanted }
/// </code>
/// </summary>
/// <param name="Nonce">Of the question.</param>
/// <param name="Deployment">Of the question.</param>
/// <param name="Attempt">Of the question.</param>
/// <param name="Wanted">Whether the device may activate now.</param>
public sealed record UpdateAnswer(ReadOnlyMemory<byte> Nonce, string Deployment, int Attempt, bool Wanted)
{
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
            DeliveryMap.Read(payload.Span, DeliveryLimits.MaxSmallMessage, draft, Draft.ReadMember);
        answer = refusal == DeliveryRefusal.None ? draft.Finish() : null;
        return refusal == DeliveryRefusal.None && answer is null ? DeliveryRefusal.MissingMember : refusal;
    }

    /// <summary>
    /// The message's bytes. Throws <see cref="InvalidOperationException"/> where a reader would refuse them.
    /// </summary>
    public byte[] Encode()
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartMap(4);
        writer.WriteInt32(1);
        writer.WriteByteString(Nonce.Span);
        writer.WriteInt32(2);
        writer.WriteTextString(Deployment);
        writer.WriteInt32(3);
        writer.WriteInt32(Attempt);
        writer.WriteInt32(4);
        writer.WriteBoolean(Wanted);
        writer.WriteEndMap();
        byte[] encoded = writer.Encode();
        DeliveryRefusal refusal = TryRead(encoded, out _);
        return refusal == DeliveryRefusal.None
            ? encoded
            : throw new InvalidOperationException($"nobody would read this answer: {refusal}");
    }

    private sealed class Draft
    {
        private byte[] _nonce = [];
        private string _deployment = string.Empty;
        private int _attempt;
        private bool? _wanted;

        public static DeliveryRefusal ReadMember(Draft draft, long key, ref StrictCborReader reader) => key switch
        {
            1 => DeliveryMap.ReadBytes(
                ref reader, DeliveryLimits.NonceLength, DeliveryLimits.NonceLength, out draft._nonce),
            2 => DeliveryMap.ReadDeployment(ref reader, out draft._deployment),
            3 => DeliveryMap.ReadAttempt(ref reader, out draft._attempt),
            4 => draft.ReadWanted(ref reader),
            _ => DeliveryRefusal.UnknownMember,
        };

        public UpdateAnswer? Finish() =>
            _nonce.Length == 0 || _deployment.Length == 0 || _attempt == 0 || _wanted is not { } wanted
                ? null
                : new UpdateAnswer(_nonce, _deployment, _attempt, wanted);

        private DeliveryRefusal ReadWanted(ref StrictCborReader reader)
        {
            bool read = reader.TryReadBoolean(out bool value);
            _wanted = read ? value : null;
            return read ? DeliveryRefusal.None : DeliveryRefusal.Malformed;
        }
    }
}
