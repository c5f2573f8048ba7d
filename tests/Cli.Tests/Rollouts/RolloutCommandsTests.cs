using System.Text.Json;
using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Rollouts;

/// <summary><c>garita rollout</c> and <c>garita update</c> against a real server, with boards that take what they are
/// offered.</summary>
public sealed class RolloutCommandsTests
{
    [Fact]
    public async Task Rollout_goes_from_its_file_to_every_device_and_back()
    {
        await using RolloutHouse house = await RolloutHouse.StartAsync();
        await house.PowerOnAsync("pump", "PUMP0001", "PUMP0002");
        Outcome created = (await house.RunAsync("rollout", "create", house.Define("spring"))).IsDone();
        Says(created, "rollout       spring", "status        draft", "release       1.14.0 " + house.Release);

        Outcome preview = (await house.RunAsync("rollout", "preview", "spring")).IsDone();
        Says(preview, "devices       2, 2 connected", "types         pump 2", "all           up to 2");
        Says((await house.RunAsync("rollout", "start", "spring")).IsDone(), "status        running", "admin: start");
        (await house.RunAsync("rollout", "create", house.Define("spring"))).IsRefusal(
            ExitCode.Conflict, "has begun", "reason: begun");

        Outcome watched = (await house.RunAsync("rollout", "watch", "spring")).IsDone();
        Assert.StartsWith("running: ", watched.Output, StringComparison.Ordinal);
        Says(watched, "completed: 2 of 2 offered, 0 not judged");
        Says(
            (await house.RunAsync("rollout", "status", "spring")).IsDone(),
            "status        completed", "offered       2 of 2, 0 not judged", "2 done", "ended         2 installed");
        JsonElement view = await house.JsonAsync("rollout", "status", "spring");
        Assert.Equal("completed", view.GetProperty("status").GetString());
        Assert.Equal(2, view.GetProperty("waves")[0].GetProperty("stages").GetProperty("done").GetInt32());
        Says(
            (await house.RunAsync("rollout", "why", "spring", "PUMP0001")).IsDone(),
            "installed", "done", "answer        nothing stands in the way");
        Says((await house.RunAsync("rollout", "list")).IsDone(), "spring", "completed", "operator:admin");

        // A person must have seen how many would refuse it.
        Outcome asked = (await house.House.ExecuteAsync("rollout", "rollback", "spring"))
            .IsRefusal(ExitCode.Usage, "nothing was done", "--yes");
        Says(asked, "2 devices have it; 0 of them would refuse the way back.");
        Says((await house.RunAsync("rollout", "rollback", "spring", "--yes")).IsDone(), "status        rolling-back");
        Says((await house.RunAsync("rollout", "watch", "spring")).IsDone(), "rolled-back: ");
        Says((await house.RunAsync("rollout", "status", "spring")).IsDone(), "2 returned");
        Says((await house.RunAsync("update", "status", "PUMP0002")).IsDone(), "back_spring, attempt 2", "1.12.0");
    }

    [Fact]
    public async Task Rollout_is_steered_and_says_why_a_device_that_is_away_has_nothing()
    {
        await using RolloutHouse house = await RolloutHouse.StartAsync();
        await house.AddAsync("pump", "AWAY0001");
        (await house.RunAsync("rollout", "create", house.Define("steered"))).IsDone();
        Says(
            await house.RunAsync("rollout", "preview", "steered"),
            "devices       1, 0 connected", "Of the first wave's 1 devices 0 can be reached now.");
        (await house.RunAsync("rollout", "resume", "steered")).IsRefusal(ExitCode.Conflict, "reason: not-now", "draft");
        Says(
            (await house.RunAsync("rollout", "start", "steered")).IsDone(),
            "status        running", "offered       0 of 1, 0 not judged");
        Says((await house.RunAsync("rollout", "pause", "steered")).IsDone(), "status        paused", "admin: pause");
        (await house.RunAsync("rollout", "pause", "steered")).IsRefusal(ExitCode.Conflict, "paused");
        Says((await house.RunAsync("rollout", "resume", "steered")).IsDone(), "status        running");
        Says(
            (await house.RunAsync("rollout", "why", "steered", "AWAY0001")).IsDone(), "NO", "answer        online: no");
        JsonElement why = await house.JsonAsync("rollout", "why", "steered", "AWAY0001");
        Assert.Equal(
            "online",
            why.GetProperty("checks").EnumerateArray().First(check =>
                check.TryGetProperty("passed", out JsonElement passed) && passed.ValueKind == JsonValueKind.False)
                .GetProperty("name").GetString());
        (await house.RunAsync("rollout", "why", "steered", "NIX")).IsRefusal(ExitCode.NotFound, "device 'NIX'");
        Says((await house.RunAsync("rollout", "abort", "steered")).IsDone(), "status        aborted", "admin: abort");
        Says((await house.RunAsync("rollout", "watch", "steered")).IsDone(), "aborted: 0 of 1 offered");
        (await house.RunAsync("rollout", "start", "steered")).IsRefusal(ExitCode.Conflict, "aborted");
    }

    [Fact]
    public async Task What_is_wrong_is_said_with_its_line_and_nothing_is_made()
    {
        await using RolloutHouse house = await RolloutHouse.StartAsync();
        string file = house.Define("Wrong Name", rest: ", \"onFailure\": \"explode\"");
        (await house.RunAsync("rollout", "create", file)).IsRefusal(ExitCode.Usage, "line 2", "name", "onFailure");
        (await house.RunAsync("rollout", "create", file + ".gone")).IsRefusal(ExitCode.Usage, ".gone");
        (await house.RunAsync("rollout", "status", "nobody")).IsRefusal(ExitCode.NotFound, "'nobody'");
        (await house.RunAsync("rollout", "start", "nobody")).IsRefusal(ExitCode.NotFound, "nobody");
        (await house.RunAsync("rollout", "why", "nobody", "PUMP0001")).IsRefusal(ExitCode.NotFound, "rollout 'nobody'");
        Assert.Empty((await house.JsonAsync("rollout", "list")).GetProperty("rollouts").EnumerateArray());
    }

    [Fact]
    public async Task Rollout_waits_for_the_people_that_the_rules_name()
    {
        await using RolloutHouse house = await RolloutHouse.StartAsync();
        await house.AddAsync("pump", "PUMP0001");
        string ben = house.House.Beside("ben");
        (await house.RunAsync(
            "operator", "add", "ben", "--out", ben, "--passphrase-file", house.House.PassphraseFile)).IsDone();
        Says((await house.RunAsync("rollout", "rules", "show")).IsDone(), "nobody's approval");
        (await house.RunAsync("rollout", "rules", "propose", "--need", "release=1", "--role", "ben=release"))
            .IsRefusal(ExitCode.Usage, "one operator more");
        (await house.RunAsync("rollout", "rules", "propose", "--need", "release")).IsRefusal(
            ExitCode.Usage, "'release'", "name=value");
        string[] rules = ["--need", "release=1", "--role", "ben=release", "--role", "admin=release"];
        Says((await house.RunAsync(["rollout", "rules", "propose", .. rules])).IsDone(), "needs release 1");

        (await house.RunAsync("rollout", "create", house.Define("waited"))).IsDone();
        Says((await house.RunAsync("rollout", "status", "waited")).IsDone(), "approvals     release 0 of 1");
        (await house.RunAsync("rollout", "start", "waited")).IsRefusal(ExitCode.Conflict, "reason: not-approved");
        string digest = (await house.JsonAsync("rollout", "status", "waited")).GetProperty("digest").GetString()!;
        string[] approve = ["rollout", "approve", "waited", "--as", "release", "--digest", digest];
        (await house.RunAsync(approve)).IsRefusal(ExitCode.Conflict, "reason: own-work");
        (await house.House.ExecuteAsync("rollout", "approve", "waited", "--as", "release"))
            .IsRefusal(ExitCode.Usage, "not approved", "--digest");
        (await AsAsync(ben, [.. approve[..^1], new string('0', 64)])).IsRefusal(
            ExitCode.Conflict, "reason: other-content");
        Says((await AsAsync(ben, approve)).IsDone(), "approvals     release 1 of 1, by operator:ben");

        // Another target is another content.
        (await house.RunAsync("rollout", "create", house.Define("waited", target: "all"))).IsDone();
        (await house.RunAsync("rollout", "start", "waited")).IsRefusal(ExitCode.Conflict, "reason: not-approved");
        (await house.RunAsync("rollout", "create", house.Define("waited"))).IsDone();
        (await AsAsync(ben, approve)).IsDone();
        (await house.RunAsync(
            "update", "offer", house.Release, "PUMP0001", "--name", "aside")).IsRefusal(
                ExitCode.Conflict, "reason: needs-approval");
        Says((await house.RunAsync("rollout", "start", "waited")).IsDone(), "status        running");

        Outcome change = (await house.RunAsync("rollout", "rules", "propose")).IsDone();
        Says(change, "in force      waits for approvals", "needs         nobody's approval");
        string content = Field(change, "digest");
        Says(
            (await AsAsync(ben, "rollout", "rules", "approve", Field(change, "change"), "--as", "release", "--digest",
                content)).IsDone(),
            "needs         nobody's approval");
        Says((await house.RunAsync("rollout", "rules", "show")).IsDone(), "needs         nobody's approval");
    }

    [Fact]
    public async Task Release_is_offered_by_hand_installed_and_taken_back()
    {
        await using RolloutHouse house = await RolloutHouse.StartAsync();
        await house.PowerOnAsync("pump", "PUMP0001");
        await house.AddAsync("pump", "AWAY0001");
        string[] offer = ["update", "offer", house.Release, "PUMP0001", "AWAY0001", "--name", "spring"];
        Outcome offered = (await house.RunAsync(offer)).IsDone();
        Assert.Equal(2, offered.Output.Split("offered", StringSplitOptions.None).Length - 1);
        await RolloutHouse.UntilAsync(async () =>
            (await house.JsonAsync("update", "status", "PUMP0001")).GetProperty("state").GetString() == "ended");
        Says(
            (await house.RunAsync("update", "status", "PUMP0001")).IsDone(),
            "name          spring, attempt 1", "version       1.14.0", "server        ended", "device says   installed",
            "offered by    operator:admin");
        Says(
            (await house.RunAsync("update", "status", "AWAY0001")).IsDone(),
            "server        offered", "said          never");
        Says(
            (await house.RunAsync("update", "list", "--name", "spring")).IsDone(),
            "PUMP0001", "installed", "AWAY0001");

        Outcome again = await house.RunAsync(offer);
        again.IsRefusal(ExitCode.Failed, "not offered to 1 of 2 devices");
        Says(again, "attempt 1 of spring was used; name a higher --attempt", "offered before; unchanged");
        Assert.Contains(
            "spring: taken back from AWAY0001",
            (await house.RunAsync("update", "withdraw", "spring")).IsDone().Error, StringComparison.Ordinal);
        (await house.RunAsync("update", "withdraw", "spring")).IsRefusal(ExitCode.NotFound, "spring");
        Says((await house.RunAsync("update", "status", "AWAY0001")).IsDone(), "server        withdrawn");
    }

    [Fact]
    public async Task Off_wins_while_the_audit_log_cannot_be_written_and_it_is_said_that_it_has_not_got_it()
    {
        await using RolloutHouse house = await RolloutHouse.StartAsync();
        await house.AddAsync("pump", "AWAY0001", "HAND0001");
        (await house.RunAsync("rollout", "create", house.Define("off", target: "id = AWAY0001"))).IsDone();
        (await house.RunAsync("rollout", "start", "off")).IsDone();
        (await house.RunAsync("update", "offer", house.Release, "HAND0001", "--name", "by-hand")).IsDone();
        house.SetAuditLog(isThere: false);

        const string Missing = "audit log     cannot be written; 1 to be entered later";
        Says((await house.RunAsync("rollout", "pause", "off")).IsDone(), "status        paused", Missing);
        Assert.NotEqual(0, (await house.RunAsync("rollout", "resume", "off")).Code);
        Says((await house.RunAsync("rollout", "status", "off")).IsDone(), "status        paused", Missing);
        Says(
            (await house.RunAsync("update", "withdraw", "by-hand")).IsDone(),
            "taken back from HAND0001", "the audit log cannot be written");

        house.SetAuditLog(isThere: true);
        await RolloutHouse.UntilAsync(async () =>
            (await house.JsonAsync("rollout", "status", "off")).GetProperty("notLogged").GetInt64() == 0);
        Outcome log = (await house.RunAsync("audit", "show")).IsDone();
        Says(log, "operator:admin rollout.pause ", "done off: paused");
        await RolloutHouse.UntilAsync(async () => (await house.RunAsync("audit", "show")).Output.Contains(
            "operator:admin update.withdraw ", StringComparison.Ordinal));
        Says((await house.RunAsync("rollout", "resume", "off")).IsDone(), "status        running");
    }

    private static Task<Outcome> AsAsync(string context, params string[] arguments) =>
        Shell.RunAsync([.. arguments, "--context", context]);

    private static string Field(Outcome told, string name) => told.Output.Split('\n')
        .Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[name.Length..].Trim();

    private static void Says(Outcome told, params string[] words)
    {
        foreach (string word in words)
        {
            Assert.True(told.All.Contains(word, StringComparison.Ordinal), $"'{word}' is not in:\n{told.All}");
        }
    }
}
