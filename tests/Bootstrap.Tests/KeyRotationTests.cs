using Garita.AuditLog.Entries;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Enrollment.Registrations;
using Garita.Pki.Jose;
using Garita.Pki.Keys;
using Garita.Server.Bootstrap.Keys;
using Garita.Server.Storage;

namespace Garita.Bootstrap.Tests;

/// <summary>Keys are retired while devices live on what they signed.</summary>
public sealed class KeyRotationTests
{
    [Fact]
    public async Task Tokens_of_a_retired_key_are_taken_while_they_last_also_after_a_restart()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid, living: DeviceLiving.Tokens);
        TokensBody old;
        await using (Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false))
        {
            old = (await unit.EnterAsync(bench, road)).Tokens!;
            string kid = TokenKid(bench);
            Assert.Equal(RotationRefusal.None, await bench.Server.Bootstrap.Rotation.RetireAsync(kid, "ana"));
            Assert.NotEqual(kid, TokenKid(bench));
            Assert.Equal(BootstrapCode.Ok, await PublishAsync(unit, road));
            Assert.Equal(BootstrapCode.Ok, (await unit.AskAsync(road, unit.Refresh(), BootstrapOp.Refresh)).Code);
            Assert.Equal(BootstrapCode.Ok, await PublishAsync(unit, road));
        }

        string current = TokenKid(bench);
        await bench.RestartAsync();
        Assert.Equal(current, TokenKid(bench));
        await using Road later = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        Assert.Equal(BootstrapCode.Ok, await PublishAsync(unit, later));
        unit.Tokens = old;
        Assert.Equal(BootstrapCode.Ok, await PublishAsync(unit, later));
    }

    [Fact]
    public async Task A_device_that_holds_the_next_key_believes_the_rotated_reply_and_one_two_behind_does_not()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit born = new(bench, Unit.NewUuid());
        IReadOnlyList<EcPublicKey> held = bench.Server.Bootstrap.MessageKeys;
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await RotateAsync(bench);
        Assert.Equal(held[1].Hash, bench.Server.Bootstrap.MessageKeys[0].Hash);
        Assert.Equal(BootstrapCode.Ok, (await born.AskAsync(road, born.Register(), BootstrapOp.Register)).Code);

        await RotateAsync(bench);
        byte[]? reply = await road.AskAsync(born.Register());
        Assert.Equal(JwsRefusal.Key, SignedReply.TryVerify(reply, held, out _));

        // What was made since believes it, and so does everybody after a restart.
        using Unit young = new(bench, Unit.NewUuid());
        await bench.RestartAsync();
        await using Road later = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        Assert.Equal(BootstrapCode.Ok, (await young.AskAsync(later, young.Register(), BootstrapOp.Register)).Code);
    }

    [Fact]
    public async Task A_reply_with_tokens_hands_over_the_keys_that_follow()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        BootstrapReply entered = await unit.EnterAsync(bench, road);
        Assert.Equal(Handed(bench), entered.Keys);
        await RotateAsync(bench);
        BootstrapReply refreshed = await unit.AskAsync(road, unit.Refresh(), BootstrapOp.Refresh);
        Assert.Equal(Handed(bench), refreshed.Keys);
        Assert.Equal(entered.Keys![1], refreshed.Keys![0]);
    }

    [Fact]
    public async Task Whoever_asks_twice_retires_one_key()
    {
        await using Bench bench = await Bench.StartAsync();
        KeyRotation rotation = bench.Server.Bootstrap.Rotation;
        string kid = KeyThumbprint.Of(rotation.InForce.Current).Text;
        string next = KeyThumbprint.Of(rotation.InForce.Next).Text;
        RotationRefusal[] refusals = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => rotation.RetireAsync(kid, "ana")));
        Assert.Single(refusals, RotationRefusal.None);
        Assert.Equal(3, refusals.Count(refusal => refusal == RotationRefusal.NotInForce));
        Assert.Equal(next, KeyThumbprint.Of(rotation.InForce.Current).Text);

        // The next one signs nothing yet: to retire it would leave devices without.
        Assert.Equal(
            RotationRefusal.NotInForce,
            await rotation.RetireAsync(KeyThumbprint.Of(rotation.InForce.Next).Text, "ana"));
        Assert.Equal(RotationRefusal.NotInForce, await rotation.RetireAsync("nonsense", "ana"));
    }

    [Fact]
    public async Task Token_keys_that_still_count_are_not_heaped_up()
    {
        await using Bench bench = await Bench.StartAsync();
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(
                RotationRefusal.None, await bench.Server.Bootstrap.Rotation.RetireAsync(TokenKid(bench), "ana"));
        }

        Assert.Equal(
            RotationRefusal.TooMany, await bench.Server.Bootstrap.Rotation.RetireAsync(TokenKid(bench), "ana"));
        IReadOnlyList<RetiredKey> retired = await bench.Server.Bootstrap.Rotation.RetiredAsync(default);
        Assert.Equal(8, retired.Count(key => key.Role == KeyRole.Token));
    }

    [Fact]
    public async Task The_log_has_who_retired_which_key()
    {
        await using Bench bench = await Bench.StartAsync();
        string kid = KeyThumbprint.Of(bench.Server.Bootstrap.Rotation.InForce.Current).Text;
        await RotateAsync(bench);
        ILogEntry[] entries =
        [
            .. bench.Server.Publishing.Audit.Read(log => log.Read(0, 100)).Select(e => e.Entry).OfType<ILogEntry>(),
        ];
        IntentEntry intent = Assert.Single(
            entries.OfType<IntentEntry>(), entry => entry.Action == "bootstrap.rotate-message-key");
        Assert.Equal(("ana", kid), (intent.Actor, intent.Subject));
        Assert.Equal(
            OutcomeResult.Done,
            Assert.Single(entries.OfType<OutcomeEntry>(), entry => entry.Operation == intent.Operation).Result);
    }

    [Fact]
    public async Task A_rotation_that_the_power_went_in_is_ended_by_the_next_start()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit born = new(bench, Unit.NewUuid());
        IReadOnlyList<EcPublicKey> before = bench.Server.Bootstrap.MessageKeys;
        await bench.Server.DisposeAsync();

        // Between its two steps: the next key is in place of the current one, and there is no other next one.
        string authority = Path.Combine(bench.Data, "authority");
        File.Copy(
            Path.Combine(authority, "bootstrap-message-next.key"),
            Path.Combine(authority, "bootstrap-message.key"),
            overwrite: true);
        await bench.RestartAsync();
        IReadOnlyList<EcPublicKey> after = bench.Server.Bootstrap.MessageKeys;
        Assert.Equal(before[1].Hash, after[0].Hash);
        Assert.NotEqual(after[0].Hash, after[1].Hash);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        Assert.Equal(BootstrapCode.Ok, (await born.AskAsync(road, born.Register(), BootstrapOp.Register)).Code);
    }

    [Fact]
    public async Task A_key_that_cannot_be_written_leaves_the_old_one_signing()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.EnterAsync(bench, road);
        string kid = TokenKid(bench);

        // Nothing replaces a directory.
        string file = Path.Combine(bench.Data, "authority", "bootstrap-token.key");
        File.Move(file, file + ".aside");
        Directory.CreateDirectory(Path.Combine(file, "in-the-way"));
        await Assert.ThrowsAsync<StorageException>(() => bench.Server.Bootstrap.Rotation.RetireAsync(kid, "ana"));
        Assert.Equal(kid, TokenKid(bench));
        Assert.Equal(BootstrapCode.Ok, await PublishAsync(unit, road));
        Assert.Equal(BootstrapCode.Ok, (await unit.AskAsync(road, unit.Refresh(), BootstrapOp.Refresh)).Code);
        Assert.DoesNotContain(
            await bench.Server.Bootstrap.Rotation.RetiredAsync(default), key => key.Kid == kid);
        Assert.Contains(
            bench.Server.Publishing.Audit.Read(log => log.Read(0, 100)),
            entry => entry.Entry is OutcomeEntry { Result: OutcomeResult.Failed });
    }

    private static string TokenKid(Bench bench) =>
        KeyThumbprint.Of(bench.Server.Bootstrap.Rotation.InForce.Token).Text;

    private static string[] Handed(Bench bench) =>
    [
        .. bench.Server.Bootstrap.MessageKeys.Select(key => StrictBase64Url.Encode(key.SubjectPublicKeyInfo.Span)),
    ];

    private static async Task RotateAsync(Bench bench) => Assert.Equal(
        RotationRefusal.None,
        await bench.Server.Bootstrap.Rotation.RetireAsync(
            KeyThumbprint.Of(bench.Server.Bootstrap.Rotation.InForce.Current).Text, "ana"));

    private static async Task<BootstrapCode> PublishAsync(Unit unit, Road road) =>
        (await unit.AskAsync(road, unit.Publish("t", 1), BootstrapOp.Publish)).Code;
}
