using Garita.Tidy.Tests.Reading;
using Garita.Tidy.Tests.Rules;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests;

/// <summary>The tree keeps every rule, but for what exceptions.txt lists.</summary>
public sealed class TreeTests
{
    private static readonly Rule[] All =
    [
        BudgetRules.File, BudgetRules.Line, BudgetRules.Folder, BudgetRules.Function, BudgetRules.Arguments,
        BudgetRules.Depth,
        NamingRules.Namespace, NamingRules.GlobalTypes, NamingRules.OneType, NamingRules.FileName, NamingRules.Words,
        NamingRules.Regions,
        TypeRules.Sealed, TypeRules.Interfaces, TypeRules.InterfaceReasons,
        FlowRules.DefaultArms, FlowRules.CatchAll, FlowRules.Threads, FlowRules.AsyncVoid, FlowRules.Blocking,
        FlowRules.Sleeps,
        LogRules.EventIds,
        ProjectRules.References, ProjectRules.Packages, ProjectRules.Framework, ProjectRules.Web,
        ProjectRules.PureFormats, ProjectRules.Disk, ProjectRules.Solution, ProjectRules.Documented,
        ProjectRules.Independent,
        HygieneRules.Keys, HygieneRules.Root, HygieneRules.Places, HygieneRules.Pragmas, HygieneRules.Attributes,
        HygieneRules.ProjectFiles, HygieneRules.AnalyzerSettings,
        MarkdownRules.Links, MarkdownRules.Paths, MarkdownRules.Names, MarkdownRules.Requirements,
        MarkdownRules.RequirementRows, MarkdownRules.Decisions,
    ];

    public static TheoryData<string> Names => [.. All.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Tree_keeps_the_rule(string name)
    {
        ExceptionList exceptions = ExceptionList.OfRepository();

        IEnumerable<Finding> findings = FindingsOf(name).Where(f => !exceptions.Covers(name, f.Path));

        Assert.True(!findings.Any(), string.Join('\n', findings));
    }

    [Fact]
    public void Rules_have_names_of_their_own() => Assert.Equal(All.Length, All.Select(r => r.Name).Distinct().Count());

    [Fact]
    public void Exceptions_that_nothing_needs_are_gone() => Assert.All(
        ExceptionList.OfRepository().Entries, e => Assert.Contains(FindingsOf(e.Rule), f => f.Path == e.Path));

    [Fact]
    public void Lists_hold_nothing_that_is_gone()
    {
        SourceTree tree = SourceTree.Repository;
        IEnumerable<string> interfaces =
            tree.Types.Where(t => t.Type is InterfaceDeclarationSyntax).Select(t => t.Type.Identifier.Text);

        Assert.Empty(InterfaceAllowList.Reasons.Keys.Except(interfaces));
        Assert.Empty(FlowRules.Boundaries.Keys.Except(FlowRules.FilesThatCatchAll(tree)));
    }

    [Fact]
    public void Exceptions_only_shrink()
    {
        string[] commits = SourceTree.Git("log", "--format=%H", "--diff-filter=AM", "--", ExceptionList.Path)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<int> before = commits
            .Select(c => ExceptionList.Parse(SourceTree.Git("show", $"{c}:{ExceptionList.Path}")).Entries.Count);

        Assert.True(ExceptionList.OfRepository().Entries.Count <= before.DefaultIfEmpty(0).Min());
    }

    private static IEnumerable<Finding> FindingsOf(string name) =>
        All.Single(r => r.Name == name).Check(SourceTree.Repository);
}
