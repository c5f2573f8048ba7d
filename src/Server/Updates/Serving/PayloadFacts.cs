using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Server.Releases;

namespace Garita.Server.Updates.Serving;

/// <summary>What a manifest delivers, and how it is cut.</summary>
/// <param name="Digest">By which the store has it.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Layout">Its chunks.</param>
internal sealed record PayloadFacts(Sha256Digest Digest, long Bytes, ChunkLayout Layout)
{
    public static PayloadFacts Of(ManifestRecord manifest) => new(
        manifest.Payload,
        manifest.PayloadBytes,
        new ChunkLayout(
            manifest.ChunkBytes, manifest.ChunkRoot, ChunkLayout.LeavesOf(manifest.PayloadBytes, manifest.ChunkBytes)));
}
