using Garita.Tidy.Tests.Reading;
using Garita.Tidy.Tests.Rules;

namespace Garita.Tidy.Tests.RuleTests;

public sealed class MarkdownRulesTests
{
    [Theory]
    [InlineData("[a](topics.md)", 0)]
    [InlineData("[a](../src/Broker)", 0)]
    [InlineData("[a](https://example.org/x)", 0)]
    [InlineData("[a](gone.md)", 1)]
    [InlineData("[a](topics.md#the-policy-file)", 0)]
    [InlineData("[a](topics.md#gone)", 1)]
    [InlineData("```\n[a](gone.md)\n```", 0)]
    public void Link_leads_somewhere(string text, int findings) =>
        Assert.Equal(findings, Judge.Count(MarkdownRules.Links, Page(text)));

    [Theory]
    [InlineData("`src/Broker/A.cs`", 0)]
    [InlineData("`./garita demo --once`", 0)]
    [InlineData("`src/Broker/`", 0)]
    [InlineData("`src/Broker/Gone.cs`", 1)]
    [InlineData("`docs/*.md`", 0)]
    [InlineData("`private/{id}/telemetry`", 0)]
    public void Path_exists(string text, int findings) =>
        Assert.Equal(findings, Judge.Count(MarkdownRules.Paths, Page(text)));

    [Theory]
    [InlineData("`MessageRouter`", 0)]
    [InlineData("`MessageRouter.RouteMessage(topic)`", 0)]
    [InlineData("`Dapper`", 0)]
    [InlineData("`ABCD1234`", 0)]
    [InlineData("`GoneRouter`", 1)]
    [InlineData("`MessageRouter.GoneMethod`", 1)]
    public void Name_occurs_in_the_code(string text, int findings) =>
        Assert.Equal(findings, Judge.Count(MarkdownRules.Names, Page(text)));

    [Theory]
    [InlineData("`GateTests.Gate_stays_shut`", 0)]
    [InlineData("`GateTests`", 0)]
    [InlineData("not yet", 0)]
    [InlineData("not yet: needs the audit log", 0)]
    [InlineData("", 1)]
    [InlineData("`GateTests.Gone`", 1)]
    [InlineData("`GateTests.NotATest`", 1)]
    public void Requirement_names_a_test_or_says_not_yet(string cell, int findings)
    {
        string page = $"| line | what | shown by |\n| --- | --- | --- |\n| S1.1 | TLS 1.3 | {cell} |";
        string tests = "class GateTests { [ToolFact(\"x\")] void Gate_stays_shut() { } void NotATest() { } }";

        Assert.Equal(findings, Judge.Count(
            MarkdownRules.Requirements, ("docs/requirements.md", page), ("tests/Broker.Tests/GateTests.cs", tests)));
    }

    [Theory]
    [InlineData("- [a](0001-a.md)\n- [b](0002-b.md)", "0002-b.md", 0)]
    [InlineData("- [a](0001-a.md)", "0002-b.md", 1)]
    [InlineData("- [a](0001-a.md)\n- [b](0001-b.md)", "0001-b.md", 1)]
    public void Decision_is_in_the_index_under_its_own_number(string index, string name, int findings) =>
        Assert.Equal(findings, Judge.Count(
            MarkdownRules.Decisions,
            ("docs/decisions/README.md", index),
            ("docs/decisions/0001-a.md", string.Empty),
            ($"docs/decisions/{name}", string.Empty)));

    [Fact]
    public void Requirement_without_its_row_is_found()
    {
        string all = SourceTree.Repository.Files.Single(f => f.Path == "docs/requirements.md").Text;
        IEnumerable<string> lines = all.Split('\n').Where(l => !l.StartsWith("| C1.4 ", StringComparison.Ordinal));
        string without = string.Join('\n', lines);

        Assert.Equal(0, Judge.Count(MarkdownRules.RequirementRows, "docs/requirements.md", all));
        Assert.Equal(1, Judge.Count(MarkdownRules.RequirementRows, "docs/requirements.md", without));
    }

    private static (string, string)[] Page(string text) =>
    [
        ("docs/page.md", text),
        ("docs/topics.md", "# Topics\n\n## The `policy` file\n"),
        ("src/Broker/A.cs", Judge.InClass("void RouteMessage(MessageRouter router) { }")),
        ("garita", string.Empty),
    ];
}
