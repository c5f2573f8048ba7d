using System.Text.RegularExpressions;
using Garita.IndependentReader.Merkle;
using Garita.TestKit;

namespace Garita.Merkle.Tests.Independence;

/// <summary>The examples of docs/wire/merkle.md are right by a reader that knows that page and the RFC.</summary>
public sealed partial class PageTests
{
    private static readonly string s_page = File.ReadAllText(RepositoryRoot.File("docs/wire/merkle.md"));

    private static readonly byte[][] s_leaves =
    [
        .. ((string[])["", "00", "10", "2021", "3031", "40414243", "5051525354555657"])
            .Select(hex => TreeHashing.Leaf(Convert.FromHexString(hex))),
    ];

    [Fact]
    public void Proofs_of_the_page_are_good()
    {
        byte[] root = Block("root").Single();

        Assert.Equal(TreeHashing.Root(s_leaves), root);
        Assert.True(TreeProofs.Includes(s_leaves[4], 4, 7, Block("inclusion"), root));
        Assert.True(TreeProofs.IsConsistent((3, TreeHashing.Root(s_leaves[..3])), (7, root), Block("consistency")));
        Assert.True(TreeProofs.IncludesRange(2, s_leaves[2..5], 7, Block("range"), root));
    }

    private static byte[][] Block(string name) =>
    [
        .. TextBlock().Matches(s_page).Single(match => match.Groups[1].Value == name).Groups[2].Value
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromHexString),
    ];

    [GeneratedRegex("```text (\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex TextBlock();
}
