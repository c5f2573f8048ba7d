using Garita.Tidy.Tests.Rules;

namespace Garita.Tidy.Tests.RuleTests;

public sealed class BudgetRulesTests
{
    private const string Code = "src/Broker/A.cs";

    [Theory]
    [InlineData(300, Code, 0)]
    [InlineData(301, Code, 1)]
    [InlineData(301, "garita", 1)]
    [InlineData(301, "docs/architecture.md", 0)]
    public void File_has_at_most_300_lines(int lines, string path, int findings) =>
        Assert.Equal(findings, Judge.Count(BudgetRules.File, path, Repeat("x\n", lines)));

    [Theory]
    [InlineData(120, 0)]
    [InlineData(121, 1)]
    public void Line_has_at_most_120_characters(int length, int findings) =>
        Assert.Equal(findings, Judge.Count(BudgetRules.Line, Code, "// ok\n" + new string('/', length) + "\n"));

    [Theory]
    [InlineData(25, "src/Broker", 0)]
    [InlineData(26, "src/Broker", 1)]
    [InlineData(26, "tests/Mqtt.Tests/Corpus", 0)]
    public void Folder_has_at_most_25_files(int files, string folder, int findings)
    {
        IEnumerable<(string, string)> tree =
            Enumerable.Range(0, files).Select(n => ($"{folder}/F{n}.cs", string.Empty));

        Assert.Equal(findings, Judge.Count(BudgetRules.Folder, [.. tree]));
    }

    [Theory]
    [InlineData(57, 0)]
    [InlineData(58, 1)]
    public void Function_has_at_most_60_lines_with_its_head_and_braces(int statements, int findings)
    {
        string body = $"/// <summary>Not counted.</summary>\n[Fact]\nvoid M()\n{{\n{Repeat("F();\n", statements)}}}";

        Assert.Equal(findings, Judge.Count(BudgetRules.Function, Code, Judge.InClass(body)));
    }

    [Theory]
    [InlineData("void M(int a, int b, int c, int d, int e, int f) { }", 0)]
    [InlineData("void M(int a, int b, int c, int d, int e, int f, int g) { }", 1)]
    [InlineData("record R(int A, int B, int C, int D, int E, int F, int G);", 0)]
    [InlineData("class C(int a, int b, int c, int d, int e, int f, int g);", 1)]
    [InlineData("static extern void M(int a, int b, int c, int d, int e, int f, int g);", 0)]
    [InlineData("[LibraryImport(\"c\")] static partial void M(int a, int b, int c, int d, int e, int f, int g);", 0)]
    public void Function_has_at_most_six_parameters(string member, int findings) =>
        Assert.Equal(findings, Judge.Count(BudgetRules.Arguments, Code, Judge.InClass(member)));

    [Theory]
    [InlineData("void M() { if (a) { while (b) { lock (c) { D(); } } } }", 0)]
    [InlineData("void M() { if (a) { while (b) { lock (c) { try { } finally { } } } } }", 1)]
    [InlineData("void M() { if (a) { } else if (b) { } else if (c) { } else if (d) { } else if (e) { } }", 0)]
    [InlineData("void M() { if (a) { if (b) { if (c) { void L() { if (d) { } } } } } }", 0)]
    public void Function_nests_at_most_three_deep(string member, int findings) =>
        Assert.Equal(findings, Judge.Count(BudgetRules.Depth, Code, Judge.InClass(member)));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
