using Garita.Cli.Tests.Harness;
using Garita.TestKit;

namespace Garita.Cli.Tests.Rollouts;

/// <summary><c>garita rollout</c> on a terminal: what a person is asked, and the screen that is drawn again.</summary>
public sealed class RolloutScreenTests
{
    private static readonly Dictionary<string, string> s_plain = [];
    private static readonly Dictionary<string, string> s_noColour = new() { ["NO_COLOR"] = "1" };

    [ToolFact(ScreenRun.Tool)]
    public async Task Approval_is_given_by_who_says_yes_to_what_is_shown_and_by_nobody_else()
    {
        await using RolloutHouse house = await RolloutHouse.StartAsync();
        await house.AddAsync("pump", "AWAY0001");
        string ben = house.House.Beside("ben");
        (await house.RunAsync(
            "operator", "add", "ben", "--out", ben, "--passphrase-file", house.House.PassphraseFile)).IsDone();
        (await house.RunAsync(
            "rollout", "rules", "propose", "--need", "release=1", "--role", "ben=release", "--role", "admin=release"))
            .IsDone();
        (await house.RunAsync("rollout", "create", house.Define("asked"))).IsDone();
        string digest = (await house.JsonAsync("rollout", "status", "asked")).GetProperty("digest").GetString()!;

        foreach ((string keys, int code) in new[]
        {
            ("n\r", (int)ExitCode.Usage), ("\r", (int)ExitCode.Usage), ("yx\b\b\r", (int)ExitCode.Usage),
            ("\u0003", (int)ExitCode.Interrupted),
        })
        {
            await using ScreenRun refused = await AskAsync(keys);
            Assert.Equal(code, await refused.EndAsync());
            Assert.DoesNotContain("1 of 1", refused.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("without a terminal", refused.Text, StringComparison.Ordinal);
            Assert.Contains(
                "release 0 of 1", (await house.RunAsync("rollout", "status", "asked")).IsDone().Output,
                StringComparison.Ordinal);
        }

        await using ScreenRun agreed = await AskAsync("nx\b\by\r");
        Assert.Equal(0, await agreed.EndAsync());
        Assert.Contains("release 1 of 1, by operator:ben", agreed.Text, StringComparison.Ordinal);

        async Task<ScreenRun> AskAsync(string keys)
        {
            ScreenRun run = ScreenRun.Start(
                80, s_plain, "rollout", "approve", "asked", "--as", "release", "--context", ben);
            await run.WaitForAsync($"Approve this, {digest}? [y/N] ");
            Assert.Contains("\"name\": \"asked\"", run.Text, StringComparison.Ordinal);
            await run.TypeAsync(keys);
            return run;
        }
    }

    [ToolFact(ScreenRun.Tool)]
    public async Task Watching_draws_in_the_terminals_width_and_leaves_it_as_it_was()
    {
        await using RolloutHouse house = await RolloutHouse.StartAsync();
        await house.PowerOnAsync("pump", "PUMP0001", "PUMP0002");
        await house.AddAsync("pump", "AWAY0001");
        (await house.RunAsync("rollout", "create", house.Define("seen"))).IsDone();
        (await house.RunAsync("rollout", "start", "seen")).IsDone();

        await using (ScreenRun narrow = Watch(40, s_noColour))
        {
            await narrow.WaitForAsync("2 done");
            await narrow.TypeAsync("\u0003");
            Assert.Equal((int)ExitCode.Interrupted, await narrow.EndAsync());
            Assert.DoesNotContain("\u001b[3", narrow.Raw, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b[9", narrow.Raw, StringComparison.Ordinal);
            Assert.Matches("all  █+·+ 2 done", narrow.Text);
            Assert.All(narrow.Text.Split('\n'), line => Assert.InRange(line.Length, 0, 40));
            AssertCursorIsShown(narrow);
        }

        await using ScreenRun wide = Watch(100, s_plain);
        await wide.WaitForAsync("2 done");
        Assert.Contains("\u001b[3", wide.Raw, StringComparison.Ordinal);
        await wide.WaitForAsync(" % fail, at 95 %");
        (await house.RunAsync("rollout", "abort", "seen")).IsDone();
        Assert.Equal(0, await wide.EndAsync());
        Assert.Contains("seen  1.14.0  aborted", wide.Text, StringComparison.Ordinal);
        Assert.All(wide.Text.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        AssertCursorIsShown(wide);

        ScreenRun Watch(int columns, IReadOnlyDictionary<string, string> environment) => ScreenRun.Start(
            columns, environment, "rollout", "watch", "seen", "--data", house.House.Data);
    }

    private static void AssertCursorIsShown(ScreenRun run) => Assert.True(
        run.Raw.LastIndexOf("\u001b[?25h", StringComparison.Ordinal)
            >= run.Raw.LastIndexOf("\u001b[?25l", StringComparison.Ordinal),
        "the cursor stays hidden");
}
