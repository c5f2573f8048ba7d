using System.Text.RegularExpressions;
using Garita.TestKit;

namespace Garita.Merkle.Tests;

/// <summary>The example of docs/wire/merkle.md is what this program computes.</summary>
public sealed partial class MerklePageTests
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.File("docs", "wire", "merkle.md"));

    private static readonly string[] Hex = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"];

    private static readonly MerkleHash[] Leaves = [.. Hex.Select(leaf => TreeHash.Leaf(Convert.FromHexString(leaf)))];

    [Fact]
    public void Proofs_on_the_page_are_those_we_make_and_verify()
    {
        TreeProver prover = Rfc6962.TreeOf(Leaves).Prover();
        MerkleHash root = Assert.Single(Block("root"));
        Assert.Equal(root, prover.Root());
        Assert.Equal(Block("inclusion"), prover.Inclusion(4));
        Assert.True(InclusionProof.Verify(Leaves[4], 4, 7, Block("inclusion"), root));
        MerkleHash three = Rfc6962.Root(Leaves.AsSpan(0, 3));
        Assert.Equal(Block("consistency"), prover.Consistency(3));
        Assert.True(ConsistencyProof.Verify(3, three, 7, root, Block("consistency")));
        Assert.Equal(Block("range"), prover.Range(2, 5));
        Assert.True(RangeProof.Verify(2, Leaves.AsSpan(2, 3), 7, Block("range"), root));
        Assert.Contains(Leaves[4].ToString(), Page, StringComparison.Ordinal);
        Assert.Contains(three.ToString(), Page, StringComparison.Ordinal);
    }

    private static MerkleHash[] Block(string name) => [.. Fence().Matches(Page)
        .Single(match => match.Groups[1].Value == name).Groups[2].Value
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => MerkleHash.TryParse(line, out MerkleHash hash) ? hash : throw new FormatException(line))];

    [GeneratedRegex("```text (\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
