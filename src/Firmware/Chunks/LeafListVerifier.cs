using Garita.Merkle;

namespace Garita.Firmware.Chunks;

/// <summary>
/// Checks a leaf list that comes in pieces against the signed root, keeping one hash per level: for a device that
/// writes the list to its store as it comes and needs it trusted in the end. Not for two threads at once.
/// </summary>
public sealed class LeafListVerifier
{
    private readonly ChunkLayout _layout;
    private readonly TreeBuilder _tree = new();
    private readonly byte[] _part = new byte[MerkleHash.Size];
    private int _held;
    private bool _isTooLong;

    /// <summary>Starts with nothing read.</summary>
    /// <param name="layout">Of a verified manifest.</param>
    public LeafListVerifier(ChunkLayout layout) => _layout = layout;

    /// <summary>Bytes that the list must have.</summary>
    public long ExpectedLength => _layout.LeafCount * MerkleHash.Size;

    /// <summary>Reads the next bytes; stops looking at them where the list is longer than it may be.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_isTooLong)
        {
            int taken = Math.Min(bytes.Length, MerkleHash.Size - _held);
            bytes[..taken].CopyTo(_part.AsSpan(_held));
            _held += taken;
            bytes = bytes[taken..];
            _isTooLong = _tree.Count == _layout.LeafCount;
            if (_held == MerkleHash.Size && !_isTooLong)
            {
                MerkleHash.TryRead(_part, out MerkleHash leaf);
                _tree.Append(leaf);
                _held = 0;
            }
        }
    }

    /// <summary>Ends the list and judges it.</summary>
    public ChunkRefusal Finish()
    {
        if (_isTooLong || _held != 0 || _tree.Count != _layout.LeafCount)
        {
            return ChunkRefusal.WrongListLength;
        }

        return _tree.Root() == _layout.Root ? ChunkRefusal.None : ChunkRefusal.NotInTree;
    }
}
