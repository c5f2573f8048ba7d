using Garita.Tidy.Tests.Reading;

namespace Garita.Tidy.Tests.RuleTests;

/// <summary>Says how often snippets break a rule.</summary>
internal static class Judge
{
    /// <summary>Puts a member into a class that breaks no rule of its own.</summary>
    public static string InClass(string member) =>
        $"namespace Garita.Broker;\n\npublic sealed class A\n{{\n{member}\n}}\n";

    public static int Count(Rule rule, string path, string text) => Count(rule, (path, text));

    public static int Count(Rule rule, params (string Path, string Text)[] files) =>
        rule.Check(SourceTree.Of(files)).Count();
}
