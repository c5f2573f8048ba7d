using Garita.Merkle;

namespace Garita.Device.Trust;

/// <summary>The newest head of a log that the device has seen: every other head must be consistent with it.</summary>
/// <param name="Origin">The log.</param>
/// <param name="Size">Its leaves then.</param>
/// <param name="Root">The root over them.</param>
public sealed record SeenCheckpoint(string Origin, long Size, MerkleHash Root);
