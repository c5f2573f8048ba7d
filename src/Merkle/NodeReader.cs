namespace Garita.Merkle;

/// <summary>
/// Gives the hash of a complete subtree: the one over leaves <c>index * 2^level</c> up to, not including, <c>(index +
/// 1) * 2^level</c>. Level 0 are the leaf hashes. Asked only for subtrees that are full.
/// </summary>
public delegate MerkleHash NodeReader(int level, long index);
