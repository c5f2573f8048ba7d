using System.Text;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Pki.Jose;

namespace Garita.Bootstrap.Tests;

/// <summary>Requests that somebody recorded, reordered, re-signed or made up.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task A_request_is_good_once_and_its_repeat_stores_nothing()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.EnterAsync(bench, road);
        byte[] early = unit.Publish("t", 1);
        byte[] late = unit.Publish("t", 2);
        Assert.Equal(BootstrapCode.Ok, (await unit.AskAsync(road, late, BootstrapOp.Publish)).Code);
        Assert.Equal(BootstrapCode.SequenceRefused, (await unit.AskAsync(road, early, BootstrapOp.Publish)).Code);
        Assert.Equal(BootstrapCode.Ok, (await unit.AskAsync(road, late, BootstrapOp.Publish)).Code);
        Assert.Equal(1, bench.Server.Messaging.Counters.Snapshot(0).Stored);
    }

    [Fact]
    public async Task A_lost_refresh_is_given_again_and_a_used_up_one_ends_the_session()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        TokensBody first = (await unit.EnterAsync(bench, road)).Tokens!;
        byte[] refresh = unit.Refresh();
        TokensBody lost = (await unit.AskAsync(road, refresh, BootstrapOp.Refresh)).Tokens!;
        TokensBody again = (await unit.AskAsync(road, refresh, BootstrapOp.Refresh)).Tokens!;
        Assert.Equal(lost.Refresh, again.Refresh);
        await unit.AskAsync(road, unit.Refresh(), BootstrapOp.Refresh);
        unit.Tokens = first;
        Assert.Equal(
            BootstrapCode.TokenRefused, (await unit.AskAsync(road, unit.Refresh(), BootstrapOp.Refresh)).Code);
        unit.Tokens = again;
        Assert.Equal(
            BootstrapCode.TokenRefused, (await unit.AskAsync(road, unit.Publish("t", 1), BootstrapOp.Publish)).Code);
    }

    [Fact]
    public async Task Another_devices_token_and_another_key_are_refused()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit mine = new(bench, Unit.NewUuid());
        using Unit other = new(bench, Unit.NewUuid());
        using Unit thief = new(bench, mine.Uuid);
        await bench.ExpectAsync(mine.Uuid);
        await bench.ExpectAsync(other.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await mine.EnterAsync(bench, road);
        await other.EnterAsync(bench, road);
        (TokensBody mineTokens, TokensBody otherTokens) = (mine.Tokens!, other.Tokens!);
        other.Tokens = mineTokens;
        Assert.Equal(
            BootstrapCode.TokenRefused, (await other.AskAsync(road, other.Publish("t", 1), BootstrapOp.Publish)).Code);
        thief.Tokens = mineTokens;
        Assert.Equal(
            BootstrapCode.SignatureRefused,
            (await thief.AskAsync(road, thief.Publish("t", 1), BootstrapOp.Publish)).Code);
        other.Tokens = otherTokens with { Access = otherTokens.Refresh, Refresh = otherTokens.Access };
        Assert.Equal(
            BootstrapCode.TokenRefused, (await other.AskAsync(road, other.Publish("t", 1), BootstrapOp.Publish)).Code);
        Assert.Equal(
            BootstrapCode.TokenRefused, (await other.AskAsync(road, other.Refresh(), BootstrapOp.Refresh)).Code);
    }

    // Hole 6: a refused handler ran on. Here a refusal is an answer, and nothing was stored.
    [Fact]
    public async Task What_was_refused_has_no_effect()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.EnterAsync(bench, road);
        Assert.Equal(
            BootstrapCode.PolicyRefused,
            (await unit.AskAsync(road, unit.Publish("../../other/telemetry/#", 1), BootstrapOp.Publish)).Code);
        Assert.Equal(BootstrapCode.Ok, (await unit.AskAsync(road, unit.Logout(), BootstrapOp.Logout)).Code);
        Assert.Equal(
            BootstrapCode.TokenRefused, (await unit.AskAsync(road, unit.Publish("t", 1), BootstrapOp.Publish)).Code);
        Assert.Equal(0, bench.Server.Messaging.Counters.Snapshot(0).Stored);
    }

    [Fact]
    public async Task What_is_no_request_gets_no_answer()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        byte[] login = unit.Login("AAAA-AAAA-AAAA-AAAA");
        string text = Encoding.ASCII.GetString(login);
        string[] parts = text.Split('.');
        byte[][] attacks =
        [
            "{}"u8.ToArray(),
            "[[[[[[[[[[[[[[[["u8.ToArray(),
            [0xff, 0xfe, 0xfd],
            Encoding.ASCII.GetBytes(parts[0] + "." + parts[1] + "."),
            Encoding.ASCII.GetBytes(text[..^4] + "AAAA"),
            Encoding.ASCII.GetBytes(
                StrictBase64Url.Encode("{\"alg\":\"none\",\"typ\":\"garita-request+jwt\"}"u8) + "." + parts[1] + "."),
            SignedReply.Sign("{\"v\":1}"u8, unit),
        ];
        foreach (byte[] attack in attacks)
        {
            await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
            Assert.Null(await road.AskAsync(attack));
        }

        // What is unsigned and not a registration is told that it is malformed, and no more.
        await using Road last = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        byte[] bare = StrictBase64Url.TryDecode(parts[1], out byte[]? payload) ? payload : [];
        Assert.Equal(BootstrapCode.Malformed, (await unit.AskAsync(last, bare, BootstrapOp.Login)).Code);
    }
}
