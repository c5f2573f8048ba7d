using Garita.Merkle;

namespace Garita.Firmware.Chunks;

/// <summary>
/// The hashes of all chunks of an image, which lead to the signed root. Made only by checking that.
/// </summary>
/// <remarks>32 bytes a chunk: 0.8 % of the image at 4 KiB. In exchange no chunk needs a proof.</remarks>
public sealed class VerifiedLeafList
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private VerifiedLeafList(ChunkLayout layout, ReadOnlyMemory<byte> bytes)
    {
        Layout = layout;
        _bytes = bytes;
    }

    /// <summary>Whose chunks these are.</summary>
    public ChunkLayout Layout { get; }

    /// <summary>The hash of a chunk.</summary>
    /// <param name="index">0 up to, not including, the number of chunks.</param>
    public MerkleHash this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Layout.LeafCount);
            MerkleHash.TryRead(_bytes.Span.Slice((int)(index * MerkleHash.Size), MerkleHash.Size), out MerkleHash leaf);
            return leaf;
        }
    }

    /// <summary>Checks a whole list; non-null only when nothing is refused.</summary>
    /// <param name="layout">Of a verified manifest.</param>
    /// <param name="bytes">The hashes one after the other; must not change afterwards.</param>
    /// <param name="list">The list.</param>
    public static ChunkRefusal TryVerify(ChunkLayout layout, ReadOnlyMemory<byte> bytes, out VerifiedLeafList? list)
    {
        LeafListVerifier verifier = new(layout);
        verifier.Append(bytes.Span);
        ChunkRefusal refusal = verifier.Finish();
        list = refusal == ChunkRefusal.None ? new VerifiedLeafList(layout, bytes) : null;
        return refusal;
    }
}
