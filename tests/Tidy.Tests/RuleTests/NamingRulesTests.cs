using Garita.Tidy.Tests.Rules;

namespace Garita.Tidy.Tests.RuleTests;

public sealed class NamingRulesTests
{
    [Theory]
    [InlineData("src/Broker/Sessions/A.cs", "namespace Garita.Broker.Sessions;", 0)]
    [InlineData("tests/Broker.Tests/Sessions/A.cs", "namespace Garita.Broker.Tests.Sessions;", 0)]
    [InlineData("src/Broker/Sessions/A.cs", "namespace Garita.Broker;", 1)]
    [InlineData("src/Broker/Sessions/A.cs", "namespace Garita.Broker.Sessions { }", 1)]
    [InlineData("samples/csharp/Program.cs", "namespace Sample;", 0)]
    public void Namespace_is_file_scoped_and_equals_the_folder(string path, string text, int findings) =>
        Assert.Equal(findings, Judge.Count(NamingRules.Namespace, path, text));

    [Theory]
    [InlineData("class A;", 1)]
    [InlineData("namespace Garita.Broker; class A;", 0)]
    [InlineData("System.Console.WriteLine();", 0)]
    public void Type_outside_any_namespace_is_found(string text, int findings) =>
        Assert.Equal(findings, Judge.Count(NamingRules.GlobalTypes, "src/Broker/A.cs", text));

    [Theory]
    [InlineData("namespace N; public class A; internal class B; class C;", 0)]
    [InlineData("namespace N; public class A { public class Inner; }", 0)]
    [InlineData("namespace N; public class A; public enum B { }", 1)]
    [InlineData("namespace N; public class A; public delegate void B();", 1)]
    public void File_has_one_public_type(string text, int findings) =>
        Assert.Equal(findings, Judge.Count(NamingRules.OneType, "src/Broker/A.cs", text));

    [Theory]
    [InlineData("A.cs", "namespace N; public class A;", 0)]
    [InlineData("A.Parsing.cs", "namespace N; public partial class A;", 0)]
    [InlineData("B.cs", "namespace N; public class A; class B;", 1)]
    [InlineData("B.cs", "namespace N; class A; class B;", 0)]
    [InlineData("C.cs", "namespace N; class A;", 1)]
    [InlineData("Usings.cs", "global using System;", 0)]
    public void File_is_named_for_its_public_type(string name, string text, int findings) =>
        Assert.Equal(findings, Judge.Count(NamingRules.FileName, "src/Broker/" + name, text));

    [Theory]
    [InlineData("SessionManager", 1)]
    [InlineData("TopicUtils", 1)]
    [InlineData("CommonTopics", 1)]
    [InlineData("PacketBase", 1)]
    [InlineData("RouterImpl", 1)]
    [InlineData("MQTTHelper", 1)]
    [InlineData("Base64Text", 0)]
    [InlineData("Baseline", 0)]
    [InlineData("CommonName", 0)]
    [InlineData("Implementation", 0)]
    public void Type_name_has_no_empty_word(string type, int findings) =>
        Assert.Equal(findings, Judge.Count(NamingRules.Words, "src/Broker/A.cs", $"namespace N; class {type};"));

    [Fact]
    public void Folder_name_has_no_empty_word() => Assert.Equal(1, Judge.Count(
        NamingRules.Words, ("src/Common/A.cs", string.Empty), ("src/Common/B.cs", string.Empty)));

    [Theory]
    [InlineData("#region fields\nint a;\n#endregion", 1)]
    [InlineData("string a = \"#region\";", 0)]
    public void Region_is_found(string member, int findings) =>
        Assert.Equal(findings, Judge.Count(NamingRules.Regions, "src/Broker/A.cs", Judge.InClass(member)));
}
