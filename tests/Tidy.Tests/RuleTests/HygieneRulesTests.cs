using Garita.Tidy.Tests.Rules;

namespace Garita.Tidy.Tests.RuleTests;

public sealed class HygieneRulesTests
{
    [Theory]
    [InlineData("EC PRIVATE KEY")]
    [InlineData("PRIVATE KEY")]
    [InlineData("ENCRYPTED PRIVATE KEY")]
    public void Private_key_is_found_by_its_text(string label)
    {
        string text = $"-----BEGIN {label}-----\n{new string('M', 64)}\n-----END {label}-----\n";

        Assert.Equal(1, Judge.Count(HygieneRules.Keys, "tests/Pki.Tests/device.txt", text));
    }

    [Theory]
    [InlineData("samples/device.key", 1)]
    [InlineData("samples/device.PFX", 1)]
    [InlineData("samples/device.crt", 0)]
    public void Private_key_is_found_by_its_name(string path, int findings) =>
        Assert.Equal(findings, Judge.Count(HygieneRules.Keys, path, "-----BEGIN CERTIFICATE-----"));

    [Fact]
    public void Label_of_a_private_key_is_no_key() => Assert.Equal(
        0, Judge.Count(HygieneRules.Keys, "tests/A.cs", "Assert.StartsWith(\"-----BEGIN PRIVATE KEY-----\", text);"));

    [Theory]
    [InlineData("PLAN.md", 1)]
    [InlineData("tools/x.sh", 1)]
    [InlineData("README.md", 0)]
    [InlineData("src/PLAN.md", 0)]
    public void Root_holds_what_is_listed(string path, int findings) =>
        Assert.Equal(findings, Judge.Count(HygieneRules.Root, path, string.Empty));

    [Theory]
    [InlineData("see /work/main", 1)]
    [InlineData("see ../shared/design", 1)]
    [InlineData("in /home/ana/garita", 1)]
    [InlineData("https://registry.npmjs.org/mqtt", 1)]
    [InlineData("$share/work/topic and private/work/x", 0)]
    [InlineData("https://www.rfc-editor.org/rfc/rfc5280", 0)]
    public void Place_of_one_machine_is_found(string text, int findings) =>
        Assert.Equal(findings, Judge.Count(HygieneRules.Places, "docs/architecture.md", text));

    [Theory]
    [InlineData("#pragma warning disable CA1000\nint a;", 1)]
    [InlineData("#pragma warning disable CA1000 // the wire says so\nint a;\n#pragma warning restore CA1000", 0)]
    [InlineData("#nullable disable\nint a;", 1)]
    public void Pragma_says_why(string member, int findings) =>
        Assert.Equal(findings, Judge.Count(HygieneRules.Pragmas, "src/Broker/A.cs", Judge.InClass(member)));

    [Theory]
    [InlineData("[SuppressMessage(\"a\", \"b\")] int a;", 1)]
    [InlineData("[SuppressMessage(\"a\", \"b\", Justification = \"c\")] int a;", 0)]
    public void Suppressing_attribute_says_why(string member, int findings) =>
        Assert.Equal(findings, Judge.Count(HygieneRules.Attributes, "src/Broker/A.cs", Judge.InClass(member)));

    [Theory]
    [InlineData("<NoWarn>CA1000</NoWarn>", 1)]
    [InlineData("<!-- why -->\n<NoWarn>CA1000</NoWarn>", 0)]
    [InlineData("<!-- why -->\n<Version>1</Version><NoWarn>CA1000</NoWarn>", 1)]
    public void Suppressing_project_says_why(string property, int findings)
    {
        string text = $"<Project><PropertyGroup>{property}</PropertyGroup></Project>";

        Assert.Equal(findings, Judge.Count(HygieneRules.ProjectFiles, "src/Mqtt/Mqtt.csproj", text));
    }

    [Theory]
    [InlineData("# why\ndotnet_diagnostic.CA1.severity = none\ndotnet_diagnostic.CA2.severity = none", 0)]
    [InlineData("x = y\ndotnet_diagnostic.CA1.severity = none", 1)]
    [InlineData("x = y\ndotnet_diagnostic.CA1.severity = error", 0)]
    public void Silenced_analyzer_says_why(string text, int findings) =>
        Assert.Equal(findings, Judge.Count(HygieneRules.AnalyzerSettings, ".editorconfig", text));
}
