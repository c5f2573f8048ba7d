using System.Xml.Linq;
using Garita.Tidy.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Rules;

/// <summary>A project exists because something may not depend on something else; here that is held to.</summary>
public static class ProjectRules
{
    private static readonly string[] Outside =
        ["FileStream", "FileInfo", "DirectoryInfo", "Socket", "TcpClient", "TimeProvider", "ILogger", "ILoggerFactory",
            "IServiceProvider", "IServiceCollection"];

    private static readonly string[] OutsideStatics = ["File", "Directory", "Console", "Environment", "Stopwatch"];

    public static Rule References { get; } = new("references", tree =>
        from project in Projects(tree)
        from reference in ReferencesOf(project)
        where ProjectTable.References.GetValueOrDefault(project.Project)?.Contains(reference) != true
        select new Finding(project.Path, 1, $"{project.Project} may not reference {reference}"));

    public static Rule Packages { get; } = new("format-packages", tree =>
        from project in Projects(tree)
        where ProjectTable.IsFormat(project)
        from package in Includes(project, "PackageReference")
        select new Finding(project.Path, 1, $"{project.Project} is a format and takes no package: {package}"));

    /// <summary>The second opinion on our formats shares nothing with the first: no code of ours, no package.</summary>
    public static Rule Independent { get; } = new("independent-reader", tree =>
        from file in tree.Files
        where file.Path.StartsWith("tests/IndependentReader/", StringComparison.Ordinal)
        where file.Path.EndsWith(".csproj", StringComparison.Ordinal)
        from item in (string[])["ProjectReference", "PackageReference", "FrameworkReference", "Reference", "Compile"]
        from taken in Includes(file, item)
        select new Finding(file.Path, 1, $"reads by the specifications alone and may not take {taken}"));

    public static Rule Framework { get; } = new("web-framework", tree =>
        from project in Projects(tree)
        where !ProjectTable.WithFramework.Contains(project.Project)
        from framework in Includes(project, "FrameworkReference")
        select new Finding(project.Path, 1, $"{project.Project} may not take {framework}"));

    public static Rule Web { get; } = Rule.PerFile("web-namespaces", file =>
        from name in file.Unit.DescendantNodes().OfType<QualifiedNameSyntax>()
        where ProjectTable.IsSource(file) && !ProjectTable.WithWeb.Contains(file.Project)
        where name.ToString() == "Microsoft.AspNetCore"
        select file.At(name, $"{file.Project} may not name ASP.NET Core"));

    /// <summary>Formats are bytes and rules: no files, sockets, clock, logging or containers.</summary>
    public static Rule PureFormats { get; } = Rule.PerFile("pure-formats", file =>
        from name in file.Unit.DescendantNodes().OfType<SimpleNameSyntax>()
        where ProjectTable.IsFormat(file)
        let text = name.Identifier.Text
        where Outside.Contains(text)
            || (OutsideStatics.Contains(text) && (name.Parent as MemberAccessExpressionSyntax)?.Expression == name)
        select file.At(name, $"{file.Project} is a format and has no use for {text}"));

    /// <summary>One project knows what is on disk after a crash; the others ask it.</summary>
    public static Rule Disk { get; } = Rule.PerFile("durable-disk", file =>
        from call in file.Unit.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where ProjectTable.IsSource(file) && file.Project != "Durable"
        let function = call.Expression.ToString()
        where function is "File.Move" or "File.Replace" or "Directory.Move" or "RandomAccess.FlushToDisk"
            || (function.EndsWith(".Flush", StringComparison.Ordinal)
                && call.ArgumentList.Arguments is [var only] && only.Expression.ToString() == "true")
        select file.At(call, "only src/Durable calls fsync or renames into place"));

    public static Rule Solution { get; } = new("solution", tree =>
    {
        SourceFile? solution = tree.Files.SingleOrDefault(f => f.Path == "Garita.slnx");
        return tree.Files
            .Where(f => f.Project.Length > 0 && f.Path.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(f => solution?.Text.Contains($"\"{f.Path}\"", StringComparison.Ordinal) != true)
            .Select(f => new Finding(f.Path, 1, "not in Garita.slnx"));
    });

    /// <summary>The table of docs/architecture.md: a row a project, its last cell what it references.</summary>
    public static Rule Documented { get; } = new("documented-references", tree =>
    {
        Dictionary<string, string> rows = tree.Files.Where(f => f.Path == "docs/architecture.md").SelectMany(RowsOf)
            .ToDictionary(r => r.Project, r => r.References);
        Dictionary<string, SourceFile> projects = Projects(tree).ToDictionary(p => p.Project);
        return
        [
            .. projects.Values.Select(p => Compare(p, rows)).OfType<Finding>(),
            .. rows.Keys.Except(projects.Keys).Select(p =>
                new Finding("docs/architecture.md", 1, $"the project table has {p}, the tree has not")),
        ];
    });

    public static IEnumerable<SourceFile> Projects(SourceTree tree) =>
        tree.Files.Where(f => ProjectTable.IsSource(f) && f.Path.EndsWith(".csproj", StringComparison.Ordinal));

    private static Finding? Compare(SourceFile project, Dictionary<string, string> rows)
    {
        string actual = string.Join(", ", ReferencesOf(project).Order(StringComparer.Ordinal));
        actual = actual.Length == 0 ? "–" : actual;
        return !rows.TryGetValue(project.Project, out string? written)
            ? new Finding(project.Path, 1, "docs/architecture.md has no row for this project")
            : written == actual
                ? null
                : new Finding(project.Path, 1, $"references {actual}; docs/architecture.md says {written}");
    }

    private static IEnumerable<(string Project, string References)> RowsOf(SourceFile page) =>
        from line in page.Lines
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        where cells is ["", _, _, _, _, ""] && cells[2].StartsWith('`')
        select (cells[2].Trim('`'), cells[4]);

    private static IEnumerable<string> ReferencesOf(SourceFile project) => Includes(project, "ProjectReference")
        .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> Includes(SourceFile project, string element) =>
        XDocument.Parse(project.Text).Descendants(element).Attributes("Include").Select(a => a.Value);
}
