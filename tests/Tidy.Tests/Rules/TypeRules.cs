using Garita.Tidy.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Rules;

/// <summary>What types may be: sealed, or on a list with a reason.</summary>
public static class TypeRules
{
    public static Rule Sealed { get; } = new("sealed", tree =>
    {
        // One part of a partial class speaks for all of them.
        HashSet<(string, string)> settled =
            [.. Classes(tree).Where(c => IsSettled(c.Type)).Select(c => (c.File.Folder, FullName(c.Type)))];
        return Classes(tree)
            .Where(c => !settled.Contains((c.File.Folder, FullName(c.Type))))
            .Select(c => c.File.At(c.Type.Identifier, $"{c.Type.Identifier} is neither sealed, static nor abstract"));
    });

    public static Rule Interfaces { get; } = new("interfaces", tree =>
        from declared in tree.Types
        where declared.Type is InterfaceDeclarationSyntax
        let name = declared.Type.Identifier.Text
        where !InterfaceAllowList.Reasons.ContainsKey(name)
        select declared.File.At(declared.Type.Identifier, $"{name} is not in InterfaceAllowList"));

    /// <summary>What the list says of an interface is so; that a boundary is one of trust, people judge.</summary>
    public static Rule InterfaceReasons { get; } = new("interface-reasons", tree =>
        from declared in tree.Types
        let name = declared.Type.Identifier.Text
        where declared.Type is InterfaceDeclarationSyntax && InterfaceAllowList.Reasons.ContainsKey(name)
        let takers = Implementations(tree, name).ToList()
        let missing = InterfaceAllowList.Reasons[name] switch
        {
            InterfaceReason.TwoImplementations => takers.Count >= 2 ? null : "has fewer than two implementations",
            InterfaceReason.FaultInjection => takers.Any(f => f.IsTest) ? null : "has no double in the tests",
            InterfaceReason.TrustBoundary => null,
        }
        where missing is not null
        select declared.File.At(declared.Type.Identifier, $"{name} {missing}"));

    private static IEnumerable<SourceFile> Implementations(SourceTree tree, string name) =>
        from declared in tree.Types
        where declared.Type is not InterfaceDeclarationSyntax
        where declared.Type.BaseList?.Types.Any(t => t.Type.ToString().Split('.')[^1] == name) == true
        select declared.File;

    private static IEnumerable<(SourceFile File, TypeDeclarationSyntax Type)> Classes(SourceTree tree) =>
        from declared in tree.Types
        where declared.Type is ClassDeclarationSyntax or RecordDeclarationSyntax
            && !declared.Type.IsKind(SyntaxKind.RecordStructDeclaration)
        select (declared.File, (TypeDeclarationSyntax)declared.Type);

    private static bool IsSettled(TypeDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.SealedKeyword)
        || type.Modifiers.Any(SyntaxKind.StaticKeyword) || type.Modifiers.Any(SyntaxKind.AbstractKeyword);

    private static string FullName(TypeDeclarationSyntax type) => string.Join('.', type.AncestorsAndSelf()
        .OfType<TypeDeclarationSyntax>().Reverse().Select(t => t.Identifier.Text + t.TypeParameterList));
}
