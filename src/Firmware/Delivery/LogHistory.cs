using Garita.Merkle;

namespace Garita.Firmware.Delivery;

/// <summary>
/// That the log whose checkpoint an offer carries and the log as a device saw it last are one (RFC 6962 2.1.2), from
/// the smaller tree to the larger.
/// </summary>
/// <param name="Size">Entries of the checkpoint that the device has seen.</param>
/// <param name="Proof">The hashes.</param>
public sealed record LogHistory(long Size, IReadOnlyList<MerkleHash> Proof);
