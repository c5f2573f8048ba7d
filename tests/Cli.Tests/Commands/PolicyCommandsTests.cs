using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Commands;

[Collection(ServerFixture.Name)]
public sealed class PolicyCommandsTests(ServerFixture fixture)
{
    private readonly House _house = fixture.House;

    [Fact]
    public async Task Check_names_file_and_line_of_a_typo()
    {
        string file = _house.Beside("typo.policy");
        await File.WriteAllTextAsync(file, "for device\n  publish x\n  sucscribe y\n");
        Outcome checkedIt = (await _house.RunAsync("policy", "check", file)).IsRefusal(ExitCode.Failed, file);
        Assert.StartsWith($"{file}:3: ", checkedIt.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "for device\n  publish x\n");
        (await _house.RunAsync("policy", "check", file)).IsDone();
        (await _house.RunAsync("policy", "check", file + ".none")).IsRefusal(ExitCode.Usage, file + ".none");
    }

    [Theory]
    [InlineData("publish", "private/ABCD1234/telemetry/t", "allowed", "publish    private/{id}/telemetry/#")]
    [InlineData("subscribe", "private/ABCD1234/#", "allowed", "subscribe  private/{id}/#")]
    public async Task Explain_names_the_line_that_decides(string action, string topic, string verdict, string line)
    {
        Outcome told = (await _house.RunAsync("policy", "explain", "--as", "ABCD1234", action, topic)).IsDone();
        string[] text = (await _house.RunAsync("policy", "show")).IsDone().Output.Split('\n');
        int number = Array.FindIndex(text, candidate => Squeeze(candidate)
            .StartsWith(Squeeze(line), StringComparison.Ordinal)) + 1;
        Assert.StartsWith($"{verdict}  built-in:{number}: ", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_says_so_when_no_line_allows_it()
    {
        Outcome told = (
            await _house.RunAsync("policy", "explain", "--as", "ABCD1234", "publish", "private/ABCD1235/x")).IsDone();
        Assert.StartsWith("refused  built-in: ", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_without_a_file_is_a_refusal_not_a_wrong_command_line() =>
        (await _house.RunAsync("policy", "reload")).IsRefusal(ExitCode.Failed, "no file");

    private static string Squeeze(string text) =>
        string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
