using Garita.Tidy.Tests.Rules;

namespace Garita.Tidy.Tests.RuleTests;

public sealed class FlowRulesTests
{
    private const string Code = "src/Broker/A.cs";

    [Theory]
    [InlineData("int M(Color c) => c switch { Color.Red => 1, Color.Blue => 2 };", 0)]
    [InlineData("int M(Color c) => c switch { Color.Red => 1, _ => 2 };", 1)]
    [InlineData("int M(Color c) => c switch { Color.Red or Color.Green => 1, var other => 2 };", 1)]
    [InlineData("int M(int c) => c switch { 1 => 1, _ => 2 };", 0)]
    [InlineData("int M(DayOfWeek c) => c switch { DayOfWeek.Friday => 1, _ => 2 };", 0)]
    public void Switch_over_our_enum_has_no_default_arm(string member, int findings)
    {
        (string, string) ours = ("src/Broker/Color.cs", "enum Color { Red, Green, Blue }");

        Assert.Equal(findings, Judge.Count(FlowRules.DefaultArms, (Code, Judge.InClass(member)), ours));
    }

    [Theory]
    [InlineData("catch { }", 1)]
    [InlineData("catch (Exception) { }", 1)]
    [InlineData("catch (System.Exception e) { }", 1)]
    [InlineData("catch (Exception e) when (Report(e)) { }", 1)]
    [InlineData("catch (Exception e) when (e is IOException or SocketException) { }", 0)]
    [InlineData("catch (IOException) { }", 0)]
    public void Catching_everything_is_for_boundaries(string clause, int findings) => Assert.Equal(
        findings, Judge.Count(FlowRules.CatchAll, Code, Judge.InClass($"void M() {{ try {{ }} {clause} }}")));

    [Theory]
    [InlineData("src/Mqtt/A.cs", 1)]
    [InlineData("src/Broker/A.cs", 1)]
    [InlineData("src/Server/A.cs", 0)]
    [InlineData("tests/Broker.Tests/A.cs", 0)]
    public void Formats_and_engines_start_no_work_of_their_own(string path, int findings) =>
        Assert.Equal(findings, Judge.Count(FlowRules.Threads, path, Judge.InClass("void M() => Task.Run(F);")));

    [Theory]
    [InlineData("async void M() { }", 1)]
    [InlineData("void M() { async void L() { } }", 1)]
    [InlineData("async Task M() { }", 0)]
    [InlineData("void M() { }", 0)]
    public void Async_void_is_found(string member, int findings) =>
        Assert.Equal(findings, Judge.Count(FlowRules.AsyncVoid, Code, Judge.InClass(member)));

    [Theory]
    [InlineData("int M() => F().GetAwaiter().GetResult();", 1)]
    [InlineData("int M() => reader.GetResult();", 0)]
    public void Blocking_on_a_task_is_found(string member, int findings) =>
        Assert.Equal(findings, Judge.Count(FlowRules.Blocking, Code, Judge.InClass(member)));

    [Theory]
    [InlineData("Thread.Sleep(1)", Code, 1)]
    [InlineData("Task.Delay(100)", "tests/Broker.Tests/A.cs", 1)]
    [InlineData("Task.Delay(100, token)", "tests/Broker.Tests/A.cs", 1)]
    [InlineData("Task.Delay(wait, TimeProvider.System)", "tests/Broker.Tests/A.cs", 1)]
    [InlineData("Task.Delay(wait, TimeProvider.System, token)", Code, 0)]
    [InlineData("Task.Delay(wait, _time, token)", Code, 0)]
    [InlineData("Task.Delay(wait, clock)", "tests/Broker.Tests/A.cs", 0)]
    [InlineData("Task.Delay(Timeout.Infinite, token)", "tests/Broker.Tests/A.cs", 0)]
    [InlineData("Task.Delay(timeout)", Code, 1)]
    public void Waiting_by_the_clock_is_found(string call, string path, int findings) =>
        Assert.Equal(findings, Judge.Count(FlowRules.Sleeps, path, Judge.InClass($"Task M() => {call};")));
}
