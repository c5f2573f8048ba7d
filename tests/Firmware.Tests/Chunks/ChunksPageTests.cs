using Garita.Firmware.Chunks;
using Garita.Merkle;

namespace Garita.Firmware.Tests.Chunks;

/// <summary>The example of docs/wire/chunks.md is what this program makes.</summary>
public sealed class ChunksPageTests
{
    private readonly WirePage _page = new("chunks.md");

    [Fact]
    public void Leaves_node_and_root_agree()
    {
        List<MerkleHash> leaves = [];
        using ChunkTreeBuilder tree = new(4096, leaves.Add);
        tree.Append(Samples.Image);
        ChunkLayout layout = tree.Finish();
        Assert.Equal(Samples.Layout(4096), layout);
        Assert.Equal(3, leaves.Count);
        for (int i = 0; i < leaves.Count; i++)
        {
            Assert.Equal(_page.Value($"leaf {i}"), leaves[i].ToArray());
        }

        Assert.Equal(_page.Value("node 0-1"), TreeHash.Node(leaves[0], leaves[1]).ToArray());
        Assert.Equal(_page.Value("root"), layout.Root.ToArray());
    }

    [Theory]
    [InlineData(1, "8301")]
    [InlineData(2, "8302")]
    public void Packets_agree(long index, string start)
    {
        byte[] list = [.. _page.Value("leaf 0"), .. _page.Value("leaf 1"), .. _page.Value("leaf 2")];
        Assert.Equal(
            ChunkRefusal.None, VerifiedLeafList.TryVerify(Samples.Layout(4096), list, out VerifiedLeafList? leaves));
        int offset = (int)index * 4096;
        byte[] chunk = Samples.Image[offset..Math.Min(offset + 4096, Samples.Image.Length)];
        byte[] packet = new ChunkPacket(index, new ChunkProver(leaves!).Prove(index, index + 1), chunk).Encode();
        byte[] begin = _page.Block(start);
        Assert.Equal(begin, packet[..begin.Length]);
        Assert.Contains($"is\n{packet.Length} bytes long", Unwrapped(), StringComparison.Ordinal);
    }

    // Wherever the page breaks its lines.
    private string Unwrapped() => _page.Text.Replace(" is ", " is\n", StringComparison.Ordinal);
}
