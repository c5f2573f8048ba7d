using Garita.Firmware.Chunks;

namespace Garita.Firmware.Tests.Chunks;

public sealed class LeafListTests
{
    private readonly ChunkedImage _image = new((9 * 1024) + 1, 1024);

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(4096)]
    public void List_in_pieces_is_taken(int piece)
    {
        LeafListVerifier verifier = new(_image.Layout);
        Assert.Equal(_image.Leaves.Length, verifier.ExpectedLength);
        foreach (byte[] part in _image.Leaves.Chunk(piece))
        {
            verifier.Append(part);
        }

        Assert.Equal(ChunkRefusal.None, verifier.Finish());
    }

    [Fact]
    public void List_of_another_length_is_refused()
    {
        Assert.Equal(ChunkRefusal.WrongListLength, Judge([]));
        Assert.Equal(ChunkRefusal.WrongListLength, Judge(_image.Leaves[..^1]));
        Assert.Equal(ChunkRefusal.WrongListLength, Judge(_image.Leaves[..^32]));
        Assert.Equal(ChunkRefusal.WrongListLength, Judge([.. _image.Leaves, 0]));
        Assert.Equal(ChunkRefusal.WrongListLength, Judge([.. _image.Leaves, .. new byte[32]]));
        Assert.Equal(ChunkRefusal.WrongListLength, Judge([.. _image.Leaves, .. new byte[100_000]]));
    }

    [Fact]
    public void List_with_a_leaf_changed_or_swapped_is_refused()
    {
        for (int i = 0; i < _image.Leaves.Length; i += 32)
        {
            byte[] changed = [.. _image.Leaves];
            changed[i] ^= 1;
            Assert.Equal(ChunkRefusal.NotInTree, Judge(changed));
        }

        byte[] swapped = [.. _image.Leaves[32..64], .. _image.Leaves[..32], .. _image.Leaves[64..]];
        Assert.Equal(ChunkRefusal.NotInTree, Judge(swapped));
    }

    [Fact]
    public void Nodes_do_not_pass_for_the_list_of_a_smaller_tree()
    {
        ChunkedImage two = new(2048, 1024);
        ChunkLayout smaller = new(1024, two.Layout.Root, 1);
        Assert.Equal(ChunkRefusal.WrongListLength, VerifiedLeafList.TryVerify(smaller, two.Leaves, out _));
    }

    private ChunkRefusal Judge(byte[] list)
    {
        ChunkRefusal refusal = VerifiedLeafList.TryVerify(_image.Layout, list, out VerifiedLeafList? verified);
        Assert.Equal(refusal == ChunkRefusal.None, verified is not null);
        return refusal;
    }
}
