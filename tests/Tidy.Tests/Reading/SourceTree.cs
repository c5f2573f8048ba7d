using System.Diagnostics;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Reading;

/// <summary>The files a rule looks at: all that git tracks or would track, or the snippets of a test.</summary>
public sealed class SourceTree
{
    private static readonly Lazy<SourceTree> OfRepository = new(Read);

    private SourceTree(IEnumerable<SourceFile> files)
    {
        Files = [.. files];
        CSharp = [.. Files.Where(f => f.IsCSharp)];
    }

    public static SourceTree Repository => OfRepository.Value;

    public static string Root { get; } = FindRoot();

    public IReadOnlyList<SourceFile> Files { get; }

    public IReadOnlyList<SourceFile> CSharp { get; }

    public IEnumerable<(SourceFile File, BaseTypeDeclarationSyntax Type)> Types =>
        CSharp.SelectMany(f => f.Unit.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(t => (f, t)));

    public static SourceTree Of(params (string Path, string Text)[] files) =>
        new(files.Select(f => new SourceFile(f.Path, f.Text)));

    public static string Git(params string[] arguments)
    {
        ProcessStartInfo start = new("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {git.ExitCode}");
    }

    private static SourceTree Read()
    {
        string[] paths = Git("ls-files", "-z", "--cached", "--others", "--exclude-standard").Split('\0');
        return new SourceTree(paths
            .Where(path => path.Length > 0 && File.Exists(Path.Combine(Root, path)))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, ReadText(Path.Combine(Root, path)))));
    }

    // A binary file has a name that rules can judge, but no text.
    private static string ReadText(string path)
    {
        string text = File.ReadAllText(path);
        return text.Contains('\0') ? string.Empty : text;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Garita.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("no Garita.slnx above the tests");
    }
}
