using System.Formats.Cbor;
using Garita.Firmware.Cbor;
using Garita.Firmware.Cose;
using Garita.Pki.Keys;
using Garita.Pki.Verification;

namespace Garita.Firmware.Delivery;

/// <summary>
/// By whom and with which signature a message was assigned to a device; proves nothing before
/// <see cref="Verify"/> has said so.
/// <code>
/// [ leaf: bstr, issuer: bstr, bstr .cbor COSE_Sign1 with a detached payload ]
/// </code>
/// </summary>
public sealed record Assignment
{
    private Assignment(ReadOnlyMemory<byte> leaf, ReadOnlyMemory<byte> issuer, ReadOnlyMemory<byte> signature) =>
        (Leaf, Issuer, Signature) = (leaf, issuer, signature);

    /// <summary>The assigner's certificate in DER.</summary>
    public ReadOnlyMemory<byte> Leaf { get; }

    /// <summary>The certificate of its issuer in DER.</summary>
    public ReadOnlyMemory<byte> Issuer { get; }

    /// <summary>A COSE_Sign1 with a detached payload.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>What goes into a message.</summary>
    /// <param name="leaf">The assigner's certificate in DER.</param>
    /// <param name="issuer">Its issuer's, at most <see cref="DeliveryLimits.MaxCertificate"/> bytes each.</param>
    /// <param name="signature">By the assigner's key.</param>
    public static Assignment Of(ReadOnlyMemory<byte> leaf, ReadOnlyMemory<byte> issuer, EcdsaSignature signature) =>
        new(leaf, issuer, CoseSign1.EncodeDetached(signature));

    internal static byte[] ToBeSigned(ReadOnlySpan<byte> message, string topic) =>
        CoseSign1.ToBeSigned(message, System.Text.Encoding.UTF8.GetBytes(topic));

    internal static DeliveryRefusal Read(ref StrictCborReader reader, out Assignment? assignment)
    {
        assignment = null;
        if (!reader.TryReadArray(out int items) || items != 3)
        {
            return DeliveryRefusal.Malformed;
        }

        byte[] issuer = [];
        byte[] signature = [];
        DeliveryRefusal refusal = DeliveryMap.ReadBytes(
            ref reader, 1, DeliveryLimits.MaxCertificate, out byte[] leaf);
        refusal = refusal == DeliveryRefusal.None
            ? DeliveryMap.ReadBytes(ref reader, 1, DeliveryLimits.MaxCertificate, out issuer)
            : refusal;
        refusal = refusal == DeliveryRefusal.None
            ? DeliveryMap.ReadSignature(ref reader, out signature)
            : refusal;
        assignment = refusal == DeliveryRefusal.None ? new Assignment(leaf, issuer, signature) : null;
        return refusal;
    }

    internal void Write(CborWriter writer)
    {
        writer.WriteStartArray(3);
        writer.WriteByteString(Leaf.Span);
        writer.WriteByteString(Issuer.Span);
        writer.WriteByteString(Signature.Span);
        writer.WriteEndArray();
    }

    /// <summary>Whether an assigner signed this message for this topic.</summary>
    /// <param name="message">The message's bytes without its assignment.</param>
    /// <param name="topic">The topic that it is published on.</param>
    /// <param name="assignerOf">Whose certificates these are; null for nobody's who may assign.</param>
    internal AssignmentRefusal Verify(
        ReadOnlyMemory<byte> message, string topic, Func<Assignment, AssignerCertificate?> assignerOf) =>
        assignerOf(this) is not { } assigner ? AssignmentRefusal.NoAssigner
        : CoseSign1.TryParse(Signature.Span, out CoseSign1? sign1) == CoseRefusal.None
            && sign1!.Verify(assigner.Key, message, System.Text.Encoding.UTF8.GetBytes(topic)) == CoseRefusal.None
            ? AssignmentRefusal.None
            : AssignmentRefusal.WrongSignature;
}
