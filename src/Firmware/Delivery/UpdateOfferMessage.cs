using System.Formats.Cbor;
using Garita.Contracts.Topics;
using Garita.Merkle;
using Garita.Pki.Keys;

namespace Garita.Firmware.Delivery;

/// <summary>
/// What is retained on <c>firmware/{id}/offer</c>: a release that the server wants on a device, with all that the
/// device needs to judge it. Nothing in it is believed before <see cref="AssignmentTrust"/> has said that it is the
/// server's, and nothing of the release before its signatures were checked. An empty message says that nothing is
/// offered.
/// <code>
/// { 1: deployment, 2: attempt, 3: envelope, ? 4: log proof, ? 5: key offer, ? 6: [+ trust document],
///   7: [+ path], ? 8: [+ [size, hashes]], 9: ask, 10: counter, 11: [leaf, issuer, signature] }
/// </code>
/// </summary>
public sealed record UpdateOfferMessage
{
    /// <summary>The server's name for it, as <see cref="DeliveryLimits.IsDeployment"/> allows.</summary>
    public required string Deployment { get; init; }

    /// <summary>Which attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The signed manifest.</summary>
    public required ReadOnlyMemory<byte> Envelope { get; init; }

    /// <summary>That the release is logged (C2SP tlog-proof).</summary>
    public ReadOnlyMemory<byte>? LogProof { get; init; }

    /// <summary>The content key, where the image is encrypted.</summary>
    public ReadOnlyMemory<byte>? KeyOffer { get; init; }

    /// <summary>Trust documents, oldest first, that the device may not have.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TrustDocuments { get; init; } = [];

    /// <summary>The ways to fetch it, each once, in the server's order of preference; at least one.</summary>
    public required IReadOnlyList<DeliveryPath> Paths { get; init; }

    /// <summary>Consistency proofs; a device takes the one from the size that it has seen.</summary>
    public IReadOnlyList<LogHistory> Histories { get; init; } = [];

    /// <summary>Whether the device must ask once more before it activates.</summary>
    public required bool Ask { get; init; }

    /// <summary>
    /// From 1. Of two offers for one device the one with the higher counter is the newer; the same offer published
    /// again keeps its own.
    /// </summary>
    public required long Counter { get; init; }

    /// <summary>Who assigned it; null only before it is signed. None is read or written without.</summary>
    public Assignment? Assigned { get; init; }

    /// <summary>Reads a message; non-null only when nothing is refused.</summary>
    public static DeliveryRefusal TryRead(ReadOnlyMemory<byte> payload, out UpdateOfferMessage? offer) =>
        OfferReader.TryRead(payload.Span, out offer);

    /// <summary>What the server signs: the message without its assignment, bound to the device's topic.</summary>
    /// <param name="device">The device's id.</param>
    public byte[] ToBeSigned(string device) => Assignment.ToBeSigned(Unassigned(), new DeviceTopics(device).Offer);

    /// <summary>The message with a signature over <see cref="ToBeSigned"/>.</summary>
    /// <param name="leaf">The assigner's certificate in DER.</param>
    /// <param name="issuer">Its issuer's.</param>
    /// <param name="signature">By the assigner's key.</param>
    public UpdateOfferMessage AssignedBy(
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
            : throw new InvalidOperationException($"nobody would read this offer: {refusal}");
    }

    internal byte[] Unassigned() => (this with { Assigned = null }).Write();

    private byte[] Write()
    {
        CborWriter writer = new(CborConformanceMode.Canonical, convertIndefiniteLengthEncodings: true);
        writer.WriteStartMap(null);
        writer.WriteInt32(1);
        writer.WriteTextString(Deployment);
        writer.WriteInt32(2);
        writer.WriteInt32(Attempt);
        writer.WriteInt32(3);
        writer.WriteByteString(Envelope.Span);
        WriteOptional(writer, 4, LogProof);
        WriteOptional(writer, 5, KeyOffer);
        WriteList(writer, 6, TrustDocuments, static (w, document) => w.WriteByteString(document.Span));
        WriteList(writer, 7, Paths, static (w, path) => w.WriteTextString(path.Text()));
        WriteList(writer, 8, Histories, WriteHistory);
        writer.WriteInt32(9);
        writer.WriteBoolean(Ask);
        writer.WriteInt32(10);
        writer.WriteInt64(Counter);
        if (Assigned is { } assigned)
        {
            writer.WriteInt32(11);
            assigned.Write(writer);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static void WriteOptional(CborWriter writer, int key, ReadOnlyMemory<byte>? value)
    {
        if (value is { } bytes)
        {
            writer.WriteInt32(key);
            writer.WriteByteString(bytes.Span);
        }
    }

    private static void WriteList<T>(CborWriter writer, int key, IReadOnlyList<T> items, Action<CborWriter, T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteInt32(key);
        writer.WriteStartArray(items.Count);
        foreach (T item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static void WriteHistory(CborWriter writer, LogHistory history)
    {
        byte[] hashes = new byte[history.Proof.Count * MerkleHash.Size];
        for (int i = 0; i < history.Proof.Count; i++)
        {
            history.Proof[i].CopyTo(hashes.AsSpan(i * MerkleHash.Size));
        }

        writer.WriteStartArray(2);
        writer.WriteInt64(history.Size);
        writer.WriteByteString(hashes);
        writer.WriteEndArray();
    }
}
