using Garita.Firmware;

namespace Garita.Device.Update.Journal;

/// <summary>What lay in the slot at one chunk's place when progress was recorded.</summary>
/// <param name="Chunk">Index of the chunk.</param>
/// <param name="Digest">SHA-256 of its bytes as stored.</param>
public readonly record struct StoredMark(long Chunk, Sha256Digest Digest);
