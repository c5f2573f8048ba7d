using Garita.Broker.Access;

namespace Garita.Broker.Tests.Access;

/// <summary>docs/policy.md shows policies; they are the ones that the program has.</summary>
public sealed class PolicyDocumentTests
{
    [Fact]
    public void PolicyDocument_defaultPolicy_isTheOneBuiltIn() =>
        Assert.Equal(Lines(AccessPolicy.DefaultText), Lines(Blocks()[^1]));

    [Fact]
    public void PolicyDocument_firstExample_parsesWithoutErrorsOrWarnings()
    {
        PolicyParseResult result = AccessPolicy.Parse(Blocks()[0], "policy.md");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(6, result.Policy!.RuleCount);
    }

    private static string[] Blocks()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Garita.slnx")))
        {
            root = root.Parent;
        }

        string[] parts = File.ReadAllText(Path.Combine(root!.FullName, "docs", "policy.md")).Split("```");
        return [.. parts.Where((_, i) => i % 2 == 1)];
    }

    // Without comments and spacing.
    private static string[] Lines(string policy) =>
    [
        .. policy.Split('\n')
            .Select(l => l.Split(" # ")[0].Split("    #")[0])
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Where(l => l.Length > 0 && l[0] != '#'),
    ];
}
