using Garita.Tidy.Tests.Reading;

namespace Garita.Tidy.Tests;

/// <summary>The places that may break a rule for now.</summary>
public sealed class ExceptionList
{
    public const string Path = "tests/Tidy.Tests/exceptions.txt";

    private ExceptionList(IReadOnlyList<Entry> entries) => Entries = entries;

    public IReadOnlyList<Entry> Entries { get; }

    public static ExceptionList OfRepository() =>
        Parse(SourceTree.Repository.Files.Single(f => f.Path == Path).Text);

    /// <summary>Reads lines of rule, path and reason; throws for a line without a reason.</summary>
    public static ExceptionList Parse(string text) => new([.. text.Split('\n')
        .Where(line => line.Length > 0 && !line.StartsWith('#'))
        .Select(line => line.Split(' ', 3) is [var rule, var path, var reason]
            ? new Entry(rule, path, reason)
            : throw new FormatException($"not RULE PATH REASON: {line}"))]);

    public bool Covers(string rule, string path) => Entries.Any(e => e.Rule == rule && e.Path == path);

    public sealed record Entry(string Rule, string Path, string Reason);
}
