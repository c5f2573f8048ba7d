namespace Garita.Contracts.Api.Releases;

/// <summary>What a manifest that the server verified says, and where it is in the audit log.</summary>
/// <param name="Digest">SHA-256 of the manifest as it was signed, 64 lower-case hex digits.</param>
/// <param name="Sequence">Its sequence number; below 2^53, so that every JSON reader has it exactly.</param>
/// <param name="Epoch">Its security epoch.</param>
/// <param name="Image">SHA-256 of the image, 64 lower-case hex digits.</param>
/// <param name="ImageBytes">Length of the image in bytes.</param>
/// <param name="Payload">SHA-256 of the stored bytes; the image's own unless they are encrypted.</param>
/// <param name="PayloadBytes">Length of the stored bytes.</param>
/// <param name="ChunkBytes">Length of a chunk in bytes.</param>
/// <param name="Signers">The ids of the keys whose signatures count, as hex digits.</param>
/// <param name="TrustVersion">The version of the trust document that it was held against.</param>
/// <param name="LogIndex">Its entry in the audit log.</param>
public sealed record ManifestView(
    string Digest,
    long Sequence,
    long Epoch,
    string Image,
    long ImageBytes,
    string Payload,
    long PayloadBytes,
    int ChunkBytes,
    IReadOnlyList<string> Signers,
    long TrustVersion,
    long LogIndex);
