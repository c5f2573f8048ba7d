using System.Text.RegularExpressions;
using Garita.Tidy.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Rules;

/// <summary>Pages name only what exists: links, paths, types and, in docs/requirements.md, tests.</summary>
public static partial class MarkdownRules
{
    private static readonly string[] PathStarts = ["src/", "tests/", "docs/", "samples/", ".ci/", "./"];

    private static readonly string[] RequirementLines =
    [
        "S1.1", "S1.2", "S1.3", "S1.4", "C1.1", "C1.2", "C1.3", "C1.4", "C1.5",
        "S2.1", "S2.2", "S2.3", "S2.4", "C2.1", "C2.2", "C2.3", "C2.4", "S5.1", "S5.2",
        "Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8",
        "S3.1", "S3.2", "S3.3", "S3.4", "S3.5", "S3.6", "C3.1", "C3.2",
        "S4.1", "S4.2", "S4.3", "S4.4", "S6.1", "S6.2", "S6.3", "S7.1", "S7.2", "S7.3", "S9.1", "C4.1",
    ];

    public static Rule Links { get; } = new("links", tree =>
    {
        HashSet<string> places = PlacesOf(tree);
        return
            from page in tree.Files.Where(f => f.IsMarkdown)
            from line in Prose(page)
            from Match link in Link().Matches(line.Text)
            let problem = ProblemOf(link.Groups[1].Value, page, tree, places)
            where problem is not null
            select new Finding(page.Path, line.Number, problem);
    });

    public static Rule Paths { get; } = new("code-paths", tree =>
    {
        HashSet<string> places = PlacesOf(tree);
        return
            from span in CodeSpans(tree)
            let path = span.Code.Split(' ', ':')[0]
            where PathStarts.Any(s => path.StartsWith(s, StringComparison.Ordinal))
            where path.IndexOfAny(['*', '{', '<']) < 0
            where !places.Contains(path.Replace("./", string.Empty, StringComparison.Ordinal).TrimEnd('/'))
            select new Finding(span.Page.Path, span.Line, $"`{path}` does not exist");
    });

    /// <summary>A name of two or more capitalised words is taken for code, and must occur as such.</summary>
    public static Rule Names { get; } = new("code-names", tree =>
    {
        HashSet<string> known = KnownNames(tree);
        return
            from span in CodeSpans(tree)
            where DottedName().IsMatch(span.Code)
            from name in span.Code.Split('(')[0].Split('.')
            where TwoWords().IsMatch(name) && !known.Contains(name)
            select new Finding(span.Page.Path, span.Line, $"`{name}` does not exist");
    });

    /// <summary>
    /// The last cell of a row holds <c>not yet</c> or tests, each as <c>Class</c> or <c>Class.Method</c>.
    /// </summary>
    public static Rule Requirements { get; } = new("requirement-tests", tree =>
    {
        HashSet<string> tests = TestsOf(tree);
        return
            from page in tree.Files.Where(f => f.Path == "docs/requirements.md")
            from row in page.Lines.Index()
            let cells = row.Item.Split('|', StringSplitOptions.TrimEntries)
            where cells is ["", _, _, _, ""] && RequirementNumber().IsMatch(cells[1])
            let named = Code().Matches(cells[3]).Select(m => m.Groups[1].Value).ToList()
            let problem = named.Count == 0
                ? cells[3].StartsWith("not yet", StringComparison.Ordinal) ? null : "neither a test nor 'not yet'"
                : named.Where(n => !tests.Contains(n)).Select(n => $"no test is called {n}").FirstOrDefault()
            where problem is not null
            select new Finding(page.Path, row.Index + 1, $"{cells[1]}: {problem}");
    });

    /// <summary>Every line keeps its number for good, so each must have its row, once.</summary>
    public static Rule RequirementRows { get; } = new("requirement-rows", tree =>
        from page in tree.Files.Where(f => f.Path == "docs/requirements.md")
        let rows = page.Lines.Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .Where(c => c is ["", _, _, _, ""]).CountBy(c => c[1]).ToDictionary()
        from line in RequirementLines
        where rows.GetValueOrDefault(line) != 1
        select new Finding(page.Path, 1, $"{line} has {rows.GetValueOrDefault(line)} rows"));

    /// <summary>The index of docs/decisions lists every page, and no two pages share a number.</summary>
    public static Rule Decisions { get; } = new("decisions", tree =>
    {
        List<SourceFile> all = [.. tree.Files.Where(f => f.Folder == "docs/decisions")];
        List<SourceFile> pages = [.. all.Where(f => f.Name != "README.md")];
        string index = all.Find(f => f.Name == "README.md")?.Text ?? string.Empty;
        return
        [
            .. pages.Where(p => !index.Contains($"({p.Name})", StringComparison.Ordinal))
                .Select(p => new Finding(p.Path, 1, "docs/decisions/README.md does not list it")),
            .. pages.GroupBy(p => p.Name.Split('-')[0]).SelectMany(g => g.Skip(1))
                .Select(p => new Finding(p.Path, 1, "another page has this number")),
        ];
    });

    private static string? ProblemOf(string target, SourceFile page, SourceTree tree, HashSet<string> places)
    {
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? page.Path : Resolve(page.Folder, parts[0]);
        if (!places.Contains(path))
        {
            return $"the link to {target} leads nowhere";
        }

        SourceFile? linked = tree.Files.FirstOrDefault(f => f.Path == path);
        bool found = parts.Length == 1 || linked?.Lines.Any(l => Anchor(l) == parts[1]) == true;
        return found ? null : $"{path} has no heading #{parts[1]}";
    }

    private static string Resolve(string folder, string target) =>
        Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", folder, target))).TrimEnd('/');

    private static string? Anchor(string line) => line.StartsWith('#')
        ? NotOfAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-')
        : null;

    private static HashSet<string> PlacesOf(SourceTree tree)
    {
        HashSet<string> places = [.. tree.Files.Select(f => f.Path)];
        foreach (SourceFile file in tree.Files)
        {
            string[] parts = file.Path.Split('/');
            places.UnionWith(Enumerable.Range(1, parts.Length - 1).Select(n => string.Join('/', parts[..n])));
        }

        return places;
    }

    private static HashSet<string> KnownNames(SourceTree tree)
    {
        IEnumerable<string> identifiers = tree.CSharp
            .SelectMany(f => f.Unit.DescendantTokens())
            .Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.Text);
        IEnumerable<string> settings = tree.Files
            .Where(f => f.Name is "BannedSymbols.txt" || f.Path.EndsWith(".props", StringComparison.Ordinal)
                || f.Path.EndsWith(".csproj", StringComparison.Ordinal))
            .SelectMany(f => Word().Matches(f.Text).Select(m => m.Value));
        return [.. identifiers, .. settings];
    }

    private static HashSet<string> TestsOf(SourceTree tree)
    {
        HashSet<string> tests = [];
        foreach ((_, BaseTypeDeclarationSyntax type) in tree.Types.Where(t => t.File.IsTest))
        {
            IEnumerable<MethodDeclarationSyntax> methods = type.ChildNodes().OfType<MethodDeclarationSyntax>()
                .Where(m => m.AttributeLists.SelectMany(l => l.Attributes).Any(IsTestAttribute));
            string name = type.Identifier.Text;
            tests.UnionWith(methods.SelectMany(m => new[] { name, $"{name}.{m.Identifier.Text}" }));
        }

        return tests;
    }

    private static bool IsTestAttribute(AttributeSyntax attribute)
    {
        string name = attribute.Name.ToString();
        return name.EndsWith("Fact", StringComparison.Ordinal) || name.EndsWith("Theory", StringComparison.Ordinal);
    }

    private static IEnumerable<(SourceFile Page, int Line, string Code)> CodeSpans(SourceTree tree) =>
        from page in tree.Files.Where(f => f.IsMarkdown)
        from line in Prose(page)
        from Match code in Code().Matches(line.Text)
        select (page, line.Number, code.Groups[1].Value);

    // What stands in a fence is an example, not a statement.
    private static IEnumerable<(int Number, string Text)> Prose(SourceFile page)
    {
        bool fenced = false;
        foreach ((int index, string line) in page.Lines.Index())
        {
            bool fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            fenced ^= fence;
            if (!fenced && !fence)
            {
                yield return (index + 1, line);
            }
        }
    }

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z]\w*(\.[A-Z]\w*)*(\(.*\))?$")]
    private static partial Regex DottedName();

    [GeneratedRegex("^[A-Z]+[a-z0-9]+[A-Z][A-Za-z0-9]*$")]
    private static partial Regex TwoWords();

    [GeneratedRegex(@"^[SQC]\d(\.\d)?$")]
    private static partial Regex RequirementNumber();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotOfAnchor();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
