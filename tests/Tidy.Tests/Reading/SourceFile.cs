using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Reading;

/// <summary>One file of the tree: its path from the root, with forward slashes, and its text.</summary>
public sealed class SourceFile(string path, string text)
{
    private readonly Lazy<CompilationUnitSyntax> _unit = new(() =>
        (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text, Options).GetRoot());

    private static readonly CSharpParseOptions Options =
        new(LanguageVersion.Preview, DocumentationMode.Parse, SourceCodeKind.Regular, ["DEBUG", "TRACE"]);

    public string Path { get; } = path;

    public string Text { get; } = text;

    public string[] Lines { get; } = text.TrimEnd('\n').Split('\n');

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsMarkdown => Path.EndsWith(".md", StringComparison.Ordinal);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public string Folder => Path.Contains('/') ? Path[..Path.LastIndexOf('/')] : string.Empty;

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>
    /// The project's folder name, <c>Broker</c> for <c>src/Broker/Sessions/Session.cs</c>; empty outside projects.
    /// </summary>
    public string Project => Path.Split('/') is ["src" or "tests", var project, _, ..] ? project : string.Empty;

    public CompilationUnitSyntax Unit => _unit.Value;

    public Finding At(SyntaxNodeOrToken node, string message) =>
        new(Path, node.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1, message);
}
