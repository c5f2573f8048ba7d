using Garita.Firmware.Chunks;

namespace Garita.Server.Updates.Serving;

/// <summary>An image whose leaf list was read and leads to the signed root.</summary>
/// <param name="Facts">What it is.</param>
/// <param name="Leaves">The hashes of its chunks.</param>
/// <param name="Prover">Proves its chunks.</param>
internal sealed record OpenImage(PayloadFacts Facts, VerifiedLeafList Leaves, ChunkProver Prover)
{
    /// <summary>Bytes of memory for each chunk: its hash in the list, and two in the prover.</summary>
    public const int BytesPerChunk = 96;

    public long Weight => Facts.Layout.LeafCount * BytesPerChunk;
}
