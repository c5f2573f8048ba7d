namespace Garita.Merkle;

/// <summary>
/// A whole tree in memory, some 64 bytes a leaf: for chunk trees and tests. Proofs may be asked for any size up to the
/// present one. Not for two threads at once while leaves are added.
/// </summary>
public sealed class MerkleTree
{
    private readonly TreeBuilder _builder = new();
    private readonly List<MerkleHash> _nodes = [];

    /// <summary>Leaves so far.</summary>
    public long Size => _builder.Count;

    /// <summary>Adds the hash of the next leaf, as <see cref="TreeHash.Leaf"/> made it.</summary>
    public void Append(MerkleHash leaf) => _builder.Append(leaf, _nodes);

    /// <summary>The hash of a leaf.</summary>
    public MerkleHash Leaf(long index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        return Node(0, index);
    }

    /// <summary>The root over all leaves so far.</summary>
    public MerkleHash Root() => _builder.Root();

    /// <summary>Roots and proofs for the tree as it is now.</summary>
    public TreeProver Prover() => ProverAt(Size);

    /// <summary>Roots and proofs for the tree as it was with this many leaves.</summary>
    public TreeProver ProverAt(long size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return new TreeProver(Node, size);
    }

    private MerkleHash Node(int level, long index) => _nodes[checked((int)NodePosition.Of(level, index))];
}
