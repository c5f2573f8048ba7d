using Garita.Tidy.Tests.Rules;

namespace Garita.Tidy.Tests.RuleTests;

public sealed class ProjectRulesTests
{
    [Theory]
    [InlineData("src/Broker/Broker.csproj", "<ProjectReference Include=\"../Mqtt/Mqtt.csproj\" />", 0)]
    [InlineData("src/Broker/Broker.csproj", "<ProjectReference Include=\"..\\Pki\\Pki.csproj\" />", 1)]
    [InlineData("src/Shed/Shed.csproj", "<ProjectReference Include=\"../Mqtt/Mqtt.csproj\" />", 1)]
    [InlineData("tests/X.Tests/X.Tests.csproj", "<ProjectReference Include=\"../../src/Pki/Pki.csproj\" />", 0)]
    public void Reference_is_in_the_table(string path, string item, int findings) =>
        Assert.Equal(findings, Judge.Count(ProjectRules.References, path, Project(item)));

    [Theory]
    [InlineData("src/Mqtt/Mqtt.csproj", 1)]
    [InlineData("src/Broker/Broker.csproj", 0)]
    public void Format_takes_no_package(string path, int findings) => Assert.Equal(findings, Judge.Count(
        ProjectRules.Packages, path, Project("<PackageReference Include=\"Dapper\" />")));

    [Theory]
    [InlineData("tests/IndependentReader/IndependentReader.csproj", "../../src/Merkle/Merkle.csproj", 1)]
    [InlineData("tests/IndependentReader/IndependentReader.csproj", "../TestKit/TestKit.csproj", 1)]
    [InlineData("tests/Merkle.Tests/Merkle.Tests.csproj", "../../src/Merkle/Merkle.csproj", 0)]
    public void Independent_reader_takes_no_code(string path, string reference, int findings) => Assert.Equal(
        findings,
        Judge.Count(ProjectRules.Independent, path, Project($"<ProjectReference Include=\"{reference}\" />")));

    [Theory]
    [InlineData("src/Authority/Authority.csproj", 1)]
    [InlineData("src/Device/Device.csproj", 0)]
    public void Web_framework_is_for_those_who_may(string path, int findings) => Assert.Equal(findings, Judge.Count(
        ProjectRules.Framework, path, Project("<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />")));

    [Theory]
    [InlineData("src/Device/A.cs", "using Microsoft.AspNetCore.Http;", 1)]
    [InlineData("src/Authority/A.cs", "class A { Microsoft.AspNetCore.Http.HttpContext c; }", 1)]
    [InlineData("src/Device/A.cs", "using System.Formats.Cbor;", 0)]
    [InlineData("src/Server/A.cs", "using Microsoft.AspNetCore.Http;", 0)]
    public void Web_namespaces_are_for_those_who_may(string path, string text, int findings) =>
        Assert.Equal(findings, Judge.Count(ProjectRules.Web, path, text));

    [Theory]
    [InlineData("src/Mqtt/A.cs", "void M() => File.ReadAllText(p);", 1)]
    [InlineData("src/Pki/A.cs", "TimeProvider clock;", 1)]
    [InlineData("src/Pki/A.cs", "ILogger<A> log;", 1)]
    [InlineData("src/Broker/A.cs", "TimeProvider clock;", 0)]
    [InlineData("src/Mqtt/A.cs", "byte File; int M() => File + 1;", 0)]
    public void Format_touches_nothing_outside(string path, string member, int findings) =>
        Assert.Equal(findings, Judge.Count(ProjectRules.PureFormats, path, Judge.InClass(member)));

    [Theory]
    [InlineData("src/Server/A.cs", "File.Move(a, b, true)", 1)]
    [InlineData("src/Server/A.cs", "stream.Flush(true)", 1)]
    [InlineData("src/Server/A.cs", "stream.Flush(flushToDisk: true)", 1)]
    [InlineData("src/Server/A.cs", "stream.Flush()", 0)]
    [InlineData("src/Durable/A.cs", "File.Move(a, b, true)", 0)]
    [InlineData("tests/Server.Tests/A.cs", "File.Move(a, b, true)", 0)]
    public void Only_one_project_makes_files_durable(string path, string call, int findings) =>
        Assert.Equal(findings, Judge.Count(ProjectRules.Disk, path, Judge.InClass($"void M() => {call};")));

    [Theory]
    [InlineData("<Project Path=\"src/Mqtt/Mqtt.csproj\" />", 0)]
    [InlineData("", 1)]
    public void Project_is_in_the_solution(string entry, int findings) => Assert.Equal(findings, Judge.Count(
        ProjectRules.Solution, ("Garita.slnx", entry), ("src/Mqtt/Mqtt.csproj", Project(string.Empty))));

    [Theory]
    [InlineData("| formats | `Pki` | CSRs | Contracts |", 0)]
    [InlineData("| formats | `Pki` | CSRs | – |", 1)]
    [InlineData("", 1)]
    [InlineData("| formats | `Pki` | CSRs | Contracts |\n| disk | `Durable` | files | – |", 1)]
    public void Reference_table_of_the_docs_is_the_projects(string rows, int findings)
    {
        string page = "| band | project | holds | references |\n" + rows;
        string project = Project("<ProjectReference Include=\"../Contracts/Contracts.csproj\" />");

        Assert.Equal(findings, Judge.Count(
            ProjectRules.Documented, ("docs/architecture.md", page), ("src/Pki/Pki.csproj", project)));
    }

    private static string Project(string item) => $"<Project><ItemGroup>{item}</ItemGroup></Project>";
}
