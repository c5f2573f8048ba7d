using System.Text.RegularExpressions;
using System.Xml.Linq;
using Garita.Tidy.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Rules;

/// <summary>What must not be in the tree at all: keys, debris, one machine's paths, silence without a reason.</summary>
public static partial class HygieneRules
{
    private static readonly string[] KeyEndings = [".key", ".pfx", ".p12", ".p8", ".jks"];

    private static readonly HashSet<string> RootEntries = new(StringComparer.Ordinal)
    {
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", "BannedSymbols.txt", "CHANGELOG.md", "CONTRIBUTING.md",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Garita.slnx", "LICENSE",
        "README.md", "SECURITY.md", "bench", "deploy", "docs", "garita", "global.json", "samples", "src", "test",
        "tests",
    };

    public static Rule Keys { get; } = new("keys", tree =>
        from file in tree.Files
        where KeyEndings.Any(e => file.Path.EndsWith(e, StringComparison.OrdinalIgnoreCase))
            || KeyBlock().IsMatch(file.Text)
        select new Finding(file.Path, 1, "a private key; tests make theirs when they run"));

    public static Rule Root { get; } = new("root", tree => tree.Files
        .Select(f => f.Path.Split('/')[0]).Distinct().Where(entry => !RootEntries.Contains(entry))
        .Select(entry => new Finding(entry, 1, "not on the list of what the root holds")));

    /// <summary>
    /// The tree makes sense on every machine, so it names no place of one, nor where packages come from.
    /// </summary>
    public static Rule Places { get; } = new("places", tree =>
        from file in tree.Files
        where !file.Path.StartsWith("tests/Tidy.Tests/", StringComparison.Ordinal)
        from line in file.Lines.Index()
        let place = PlaceOfOneMachine().Match(line.Item)
        where place.Success
        select new Finding(file.Path, line.Index + 1, $"'{place.Value}' is a place, not part of the project"));

    public static Rule Pragmas { get; } = Rule.PerFile("suppression", file =>
        from trivia in file.Unit.DescendantTrivia(descendIntoTrivia: true)
        let directive = trivia.GetStructure()
        where directive is NullableDirectiveTriviaSyntax or PragmaWarningDirectiveTriviaSyntax
        where directive is not PragmaWarningDirectiveTriviaSyntax pragma
            || (pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)
                && !file.Lines[LineOf(directive)].Contains("//", StringComparison.Ordinal))
        select file.At(directive, "suppresses without a reason on the line"));

    public static Rule Attributes { get; } = Rule.PerFile("suppression-attribute", file =>
        from attribute in file.Unit.DescendantNodes().OfType<AttributeSyntax>()
        where attribute.Name.ToString() is "SuppressMessage" or "UnconditionalSuppressMessage"
        where attribute.ArgumentList?.Arguments.Any(a => a.NameEquals?.Name.Identifier.Text == "Justification") != true
        select file.At(attribute, "suppresses without a Justification"));

    public static Rule ProjectFiles { get; } = new("suppression-project", tree =>
        from file in tree.Files
        where Path.GetExtension(file.Path) is ".csproj" or ".props" or ".targets"
        from element in XDocument.Parse(file.Text).Descendants()
        where element.Name.LocalName is "NoWarn" or "WarningsNotAsErrors" && !IsExplained(element)
        select new Finding(file.Path, 1, $"{element.Name.LocalName} without a comment that says why"));

    public static Rule AnalyzerSettings { get; } = new("suppression-editorconfig", tree =>
        from file in tree.Files
        where file.Name == ".editorconfig"
        from line in file.Lines.Index()
        where SilencedRule().IsMatch(line.Item)
        let before = file.Lines.Take(line.Index).Reverse().SkipWhile(l => SilencedRule().IsMatch(l)).FirstOrDefault()
        where before?.StartsWith('#') != true
        select new Finding(file.Path, line.Index + 1, "a rule is silenced without a comment that says why"));

    private static int LineOf(SyntaxNode node) =>
        node.GetLocation().GetLineSpan().StartLinePosition.Line;

    private static bool IsExplained(XElement element) =>
        element.NodesBeforeSelf().Reverse().SkipWhile(n => n is XText).FirstOrDefault() is XComment;

    [GeneratedRegex("-----BEGIN ([A-Z]+ )?PRIVATE KEY-----(\\\\n|\\s)+[A-Za-z0-9+/]{32}")]
    private static partial Regex KeyBlock();

    [GeneratedRegex("""
        (?x) (?<![\w}$]) ( /(work|farm|root)/ | /home/[a-z] | /Users/\w | /tmp/(wt|bash_jobs)\b | (\.\./)+shared/ )
        | \b(npmjs|nuget|debian)\.org\b
        """)]
    private static partial Regex PlaceOfOneMachine();

    [GeneratedRegex("""^dotnet_diagnostic\.\w+\.severity\s*=\s*(none|silent)""")]
    private static partial Regex SilencedRule();
}
