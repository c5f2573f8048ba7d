using Garita.Tidy.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Rules;

/// <summary>
/// How much of a thing one reader can hold: lines of a file and a function, parameters, nesting, files of a folder.
/// </summary>
public static class BudgetRules
{
    private const int FileLines = 300;
    private const int FunctionLines = 60;
    private const int Parameters = 6;
    private const int Nesting = 3;
    private const int FolderFiles = 25;
    private const int LineLength = 120;

    private static readonly string[] CodeEndings =
        [".cs", ".csproj", ".props", ".slnx", ".sh", ".js", ".mjs", ".py", ".c", ".h", ".sql"];

    private static readonly string[] Scripts = ["garita", "test", ".ci/run"];

    // Data, not code: a fuzz corpus or test vectors hold as many files as there are cases.
    private static readonly string[] DataFolders = ["Corpus", "Vectors"];

    public static Rule File { get; } = new("file-lines", tree => tree.Files
        .Where(f => IsCode(f) && f.Lines.Length > FileLines)
        .Select(f => new Finding(f.Path, 1, $"{f.Lines.Length} lines; a file has at most {FileLines}")));

    public static Rule Line { get; } = new("line-length", tree =>
        from file in tree.Files
        where IsCode(file)
        from line in file.Lines.Index()
        where line.Item.TrimEnd('\r').Length > LineLength
        select new Finding(
            file.Path, line.Index + 1, $"{line.Item.Length} characters; a line has at most {LineLength}"));

    public static Rule Folder { get; } = new("folder-files", tree =>
        from folder in tree.Files.GroupBy(f => f.Folder)
        where folder.Count() > FolderFiles && !folder.Key.Split('/').Any(DataFolders.Contains)
        select new Finding(folder.Key, 1, $"{folder.Count()} files; a folder has at most {FolderFiles}"));

    public static Rule Function { get; } = Rule.PerFile("function-lines", file =>
        from node in file.Unit.DescendantNodes()
        where Body(node) is not null
        let lines = LinesOf(node)
        where lines > FunctionLines
        select file.At(node, $"{lines} lines; a function has at most {FunctionLines}"));

    /// <summary>
    /// Positional records are data and foreign functions have their own signatures; both are left alone.
    /// </summary>
    public static Rule Arguments { get; } = Rule.PerFile("parameters", file =>
        from list in file.Unit.DescendantNodes().OfType<ParameterListSyntax>()
        where list.Parameters.Count > Parameters
        where list.Parent is not RecordDeclarationSyntax && !IsForeign(list.Parent)
        select file.At(list, $"{list.Parameters.Count} parameters; a function has at most {Parameters}"));

    public static Rule Depth { get; } = Rule.PerFile("nesting", file =>
        from node in file.Unit.DescendantNodes()
        where Indents(node) && DepthOf(node) == Nesting + 1
        select file.At(node, $"nested deeper than {Nesting}"));

    private static bool IsCode(SourceFile file) =>
        Scripts.Contains(file.Path) || CodeEndings.Any(e => file.Path.EndsWith(e, StringComparison.Ordinal));

    private static SyntaxNode? Body(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody,
        LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody,
        AccessorDeclarationSyntax accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody,
        _ => null,
    };

    // From the line of the name or modifiers to the closing brace: attributes and doc comments are not counted.
    private static int LinesOf(SyntaxNode node)
    {
        SyntaxNode first = node.ChildNodes().FirstOrDefault(c => c is not AttributeListSyntax) ?? node;
        FileLinePositionSpan start = first.GetLocation().GetLineSpan();
        return node.GetLocation().GetLineSpan().EndLinePosition.Line - start.StartLinePosition.Line + 1;
    }

    private static bool IsForeign(SyntaxNode? node) => node is MethodDeclarationSyntax method
        && (method.Modifiers.Any(SyntaxKind.ExternKeyword)
            || method.AttributeLists.SelectMany(l => l.Attributes)
                .Any(a => a.Name.ToString() is "LibraryImport" or "UnmanagedCallersOnly"));

    private static bool Indents(SyntaxNode node) => node is ForStatementSyntax or CommonForEachStatementSyntax
        or WhileStatementSyntax or DoStatementSyntax or SwitchStatementSyntax or TryStatementSyntax
        or LockStatementSyntax or UsingStatementSyntax or FixedStatementSyntax
        || (node is IfStatementSyntax && node.Parent is not ElseClauseSyntax);

    private static int DepthOf(SyntaxNode node) => node.AncestorsAndSelf()
        .TakeWhile(a => a is GlobalStatementSyntax or not (MemberDeclarationSyntax or LocalFunctionStatementSyntax))
        .Count(Indents);
}
