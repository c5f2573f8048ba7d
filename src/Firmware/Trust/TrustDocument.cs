using Garita.Merkle.Notes;

namespace Garita.Firmware.Trust;

/// <summary>
/// Every key that a device trusts outside TLS, in one versioned document. As data it proves nothing; what a device goes
/// by is a <see cref="VerifiedTrustDocument"/>.
/// </summary>
/// <remarks>It has no date of expiry: devices need no clock. Someone who holds newer documents back is not found out by
/// the document, only by a server that is asked which is the newest.</remarks>
public sealed record TrustDocument
{
    /// <summary>1 for the first, one more for each that follows.</summary>
    public required int Version { get; init; }

    /// <summary>Who signs the next version, and signed this one.</summary>
    public required TrustRole Root { get; init; }

    /// <summary>Who signs manifests.</summary>
    public required TrustRole Release { get; init; }

    /// <summary>
    /// The logs that releases may be in, by origin: at most <see cref="TrustLimits.MaxLogs"/>. None means that no proof
    /// of a log is believed.
    /// </summary>
    public IReadOnlyList<NoteKey> Logs { get; init; } = [];

    /// <summary>
    /// The witnesses of the logs, at most <see cref="TrustLimits.MaxKeys"/>, and how many of them must have cosigned a
    /// checkpoint.
    /// </summary>
    public WitnessPolicy Witnesses { get; init; } = WitnessPolicy.None;

    /// <summary>Whose signed messages a device obeys, by purpose: at most <see cref="TrustLimits.MaxKeys"/>.</summary>
    public IReadOnlyList<MessageKey> Messages { get; init; } = [];

    /// <summary>
    /// The document's bytes, for signing. Throws <see cref="ArgumentException"/> where one of the limits is not kept.
    /// </summary>
    public byte[] Encode()
    {
        byte[] encoded = TrustDocumentWriter.Write(this);
        TrustRefusal refusal = TrustDocumentReader.TryRead(encoded, out _);
        return refusal == TrustRefusal.None
            ? encoded
            : throw new ArgumentException($"no trust document: {refusal}");
    }

    /// <summary>Reads a document's bytes; non-null only when nothing is refused.</summary>
    public static TrustRefusal TryRead(ReadOnlySpan<byte> encoded, out TrustDocument? document) =>
        TrustDocumentReader.TryRead(encoded, out document);
}
