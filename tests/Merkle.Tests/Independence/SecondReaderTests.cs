using System.Text;
using Garita.IndependentReader.Merkle;
using Garita.IndependentReader.Notes;

namespace Garita.Merkle.Tests.Independence;

/// <summary>The second reader agrees with the RFCs; only then does its word on our proofs count.</summary>
public sealed class SecondReaderTests
{
    [Theory]
    [InlineData("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        + "d25bf5f0595bbe24655141438e7a100b")]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        + "387b2eaeb4302aeeb00d291612bb0c00")]
    public void Ed25519_agrees_with_rfc_8032_section_7(string key, string message, string signature)
    {
        byte[] publicKey = Convert.FromHexString(key);
        byte[] signed = Convert.FromHexString(signature);

        Assert.True(Ed25519.Verify(publicKey, Convert.FromHexString(message), signed));
        Assert.False(Ed25519.Verify(publicKey, Convert.FromHexString(message + "00"), signed));
        signed[40] ^= 1;
        Assert.False(Ed25519.Verify(publicKey, Convert.FromHexString(message), signed));
    }

    // RFC 6962 section 2.1.3 names the trees; these are the hashes of the eight leaves that its tests have used
    // since.
    [Fact]
    public void Roots_are_those_that_everybody_computes()
    {
        byte[][] leaves =
        [
            .. ((string[])["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                "606162636465666768696a6b6c6d6e6f"]).Select(hex => TreeHashing.Leaf(Convert.FromHexString(hex))),
        ];

        Assert.Equal(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hex(TreeHashing.Root([])));
        Assert.Equal(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Hex(TreeHashing.Root(leaves[..1])));
        Assert.Equal(
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328", Hex(TreeHashing.Root(leaves)));
    }

    [Fact]
    public void Proof_holds_for_its_own_index_size_and_leaf_only()
    {
        byte[][] leaves = [.. Enumerable.Range(0, 7).Select(i => TreeHashing.Leaf([(byte)i]))];
        byte[] root = TreeHashing.Root(leaves);

        // PATH(3, D[7]): c, TH(a, b), TH(TH(e, f), g) in the RFC's picture of seven leaves.
        byte[][] path =
        [
            leaves[2], TreeHashing.Node(leaves[0], leaves[1]),
            TreeHashing.Node(TreeHashing.Node(leaves[4], leaves[5]), leaves[6]),
        ];

        Assert.True(TreeProofs.Includes(leaves[3], 3, 7, path, root));
        Assert.False(TreeProofs.Includes(leaves[3], 2, 7, path, root));
        Assert.False(TreeProofs.Includes(leaves[2], 3, 7, path, root));
        Assert.False(TreeProofs.Includes(leaves[3], 3, 7, [.. path, path[0]], root));
        Assert.False(TreeProofs.Includes(leaves[3], 3, 7, path[..2], root));
        Assert.False(TreeProofs.Includes(leaves[3], 7, 7, path, root));
    }

    [Fact]
    public void Consistency_holds_between_a_beginning_and_the_whole_only()
    {
        byte[][] leaves = [.. Enumerable.Range(0, 7).Select(i => TreeHashing.Leaf([(byte)i]))];
        byte[] root = TreeHashing.Root(leaves);
        byte[] three = TreeHashing.Root(leaves[..3]);

        // PROOF(3, D[7]) of the RFC: c, d, g, l.
        byte[][] proof =
        [
            leaves[2], leaves[3], TreeHashing.Node(leaves[0], leaves[1]),
            TreeHashing.Root(leaves[4..]),
        ];

        Assert.True(TreeProofs.IsConsistent((3, three), (7, root), proof));
        Assert.False(TreeProofs.IsConsistent((4, three), (7, root), proof));
        Assert.False(TreeProofs.IsConsistent((3, root), (7, three), proof));
        Assert.False(TreeProofs.IsConsistent((3, three), (7, root), proof[..3]));
    }

    [Fact]
    public void Checkpoint_of_the_specification_is_read()
    {
        var checkpoint = Checkpoint.Read(Encoding.UTF8.GetBytes(
            "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
            + "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gG"
            + "zGku9nTo+zyWE+xeMcTOAYQ8=\n"));

        Assert.Equal(("example.com/behind-the-sofa", 20_852_163UL), (checkpoint.Origin, checkpoint.Size));
        Assert.Single(checkpoint.Note.Signatures);
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
