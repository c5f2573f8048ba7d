using Garita.Tidy.Tests.Rules;

namespace Garita.Tidy.Tests.RuleTests;

public sealed class LogRulesTests
{
    [Theory]
    [InlineData("src/Broker/SessionLog.cs", "EventId = 1000, Level = LogLevel.Information", 0)]
    [InlineData("src/Broker/SessionLog.cs", "1999, LogLevel.Information, \"text\"", 0)]
    [InlineData("src/Broker/SessionLog.cs", "EventId = 2000", 1)]
    [InlineData("src/Authority/SessionLog.cs", "EventId = 2000", 0)]
    [InlineData("src/Broker/SessionLog.cs", "Level = LogLevel.Information", 1)]
    [InlineData("src/Broker/SessionLog.cs", "EventId = SomeId", 1)]
    [InlineData("src/Pki/SessionLog.cs", "EventId = 1000", 1)]
    public void Event_id_is_a_number_in_the_range_of_its_project(string path, string arguments, int findings) =>
        Assert.Equal(findings, Judge.Count(LogRules.EventIds, path, Log("SessionLog", arguments)));

    [Fact]
    public void Event_id_is_used_once() => Assert.Equal(1, Judge.Count(
        LogRules.EventIds,
        ("src/Broker/ALog.cs", Log("ALog", "EventId = 1001")),
        ("src/Broker/BLog.cs", Log("BLog", "EventId = 1001"))));

    [Fact]
    public void Log_lines_stand_in_a_log_class() =>
        Assert.Equal(1, Judge.Count(LogRules.EventIds, "src/Broker/Session.cs", Log("Session", "EventId = 1001")));

    private static string Log(string type, string arguments) =>
        $"static partial class {type} {{ [LoggerMessage({arguments})] static partial void M(ILogger logger); }}";
}
