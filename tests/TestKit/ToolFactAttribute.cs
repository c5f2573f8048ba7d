using Xunit;

namespace Garita.TestKit;

/// <summary>
/// A test that needs programs from outside. Where one is missing the test is skipped with the reason, except under
/// <c>CI=true</c>, where it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    /// <summary>
    /// Names what the test needs: programs on the PATH, absolute paths (<c>/*/</c> is any one folder), or paths
    /// inside
    /// the tree.
    /// </summary>
    public ToolFactAttribute(params string[] tools)
    {
        Tools = tools;
        string[] missing = [.. tools.Where(tool => !IsPresent(tool))];
        if (missing.Length > 0 && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "missing: " + string.Join(", ", missing);
        }
    }

    /// <summary>What the test needs.</summary>
    public IReadOnlyList<string> Tools { get; }

    private static bool IsPresent(string tool) => tool.Split("/*/") switch
    {
        [var above, var below] =>
            Directory.Exists(above) && Directory.GetDirectories(above).Any(d => Path.Exists(Path.Combine(d, below))),
        _ when tool.Contains('/') => Path.Exists(RepositoryRoot.File(tool)),
        _ => IsOnPath(tool),
    };

    private static bool IsOnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, tool)));
}
