using System.Text.RegularExpressions;
using Garita.Tidy.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Rules;

/// <summary>
/// A name says where to look: namespace after folder, file after type, and no word that says nothing.
/// </summary>
public static partial class NamingRules
{
    private static readonly HashSet<string> EmptyWords = new(StringComparer.Ordinal)
    {
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Base", "Impl",
    };

    // X.520's own term.
    private static readonly HashSet<string> TermsOfTheField = new(StringComparer.Ordinal) { "CommonName" };

    public static Rule Namespace { get; } = Rule.PerFile("namespace", file =>
        from declared in file.Unit.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
        where file.Project.Length > 0
        let expected = ExpectedNamespace(file)
        where declared is not FileScopedNamespaceDeclarationSyntax || declared.Name.ToString() != expected
        select file.At(declared, $"the namespace is not file-scoped {expected}"));

    public static Rule GlobalTypes { get; } = Rule.PerFile("global-namespace", file =>
        from type in file.Unit.Members.OfType<BaseTypeDeclarationSyntax>()
        where file.Project.Length > 0
        select file.At(type, $"{type.Identifier} is in no namespace"));

    public static Rule OneType { get; } = Rule.PerFile("one-public-type", file =>
        from type in TopTypes(file).Where(t => IsPublic(t.Type)).Skip(1)
        select file.At(type.Type, $"{type.Name} is a second public type of this file"));

    public static Rule FileName { get; } = Rule.PerFile("file-name", file =>
    {
        List<(MemberDeclarationSyntax Type, string Name)> types = [.. TopTypes(file)];
        List<string> visible = [.. types.Where(t => IsPublic(t.Type)).Select(t => t.Name)];
        List<string> candidates = visible.Count > 0 ? visible : [.. types.Select(t => t.Name)];
        bool named = candidates.Count == 0 || candidates.Contains(file.Name[..file.Name.IndexOf('.')]);
        return named ? [] : [new Finding(file.Path, 1, $"the file is not named for {candidates[0]}")];
    });

    public static Rule Words { get; } = new("empty-words", tree =>
        [.. tree.CSharp.SelectMany(TypesWithEmptyWords), .. tree.Files.SelectMany(FoldersWithEmptyWords).Distinct()]);

    public static Rule Regions { get; } = Rule.PerFile("regions", file =>
        from trivia in file.Unit.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
        select file.At(trivia.Token, "a region hides what it holds"));

    private static string ExpectedNamespace(SourceFile file) =>
        "Garita." + string.Join('.', file.Path.Split('/')[1..^1]);

    private static IEnumerable<(MemberDeclarationSyntax Type, string Name)> TopTypes(SourceFile file)
    {
        IEnumerable<MemberDeclarationSyntax> members = file.Unit.Members
            .SelectMany(m => m is BaseNamespaceDeclarationSyntax space ? space.Members : [m]);
        foreach (MemberDeclarationSyntax member in members)
        {
            if (member is BaseTypeDeclarationSyntax type)
            {
                yield return (type, type.Identifier.Text);
            }
            else if (member is DelegateDeclarationSyntax function)
            {
                yield return (function, function.Identifier.Text);
            }
        }
    }

    private static bool IsPublic(MemberDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PublicKeyword);

    private static IEnumerable<Finding> TypesWithEmptyWords(SourceFile file) =>
        from type in file.Unit.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        from word in EmptyWordsOf(type.Identifier.Text)
        select file.At(type.Identifier, $"'{word}' in {type.Identifier} says nothing");

    private static IEnumerable<Finding> FoldersWithEmptyWords(SourceFile file) =>
        from part in file.Project.Length > 0 ? file.Folder.Split('/', '.') : []
        from word in EmptyWordsOf(part)
        select new Finding(file.Folder, 1, $"'{word}' in {part} says nothing");

    private static IEnumerable<string> EmptyWordsOf(string name) => TermsOfTheField.Contains(name)
        ? []
        : WordOfName().Matches(name).Select(m => m.Value).Where(EmptyWords.Contains);

    [GeneratedRegex("[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z]*[0-9]*")]
    private static partial Regex WordOfName();
}
