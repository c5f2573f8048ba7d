using Dapper;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.TestKit;
using SQLitePCL;

namespace Garita.Bootstrap.Tests;

/// <summary>
/// A server that is killed leaves what is on its disk. That is copied before every commit of a whole bootstrap; on each
/// copy another server starts, and the device, which got no reply, sends the same bytes again.
/// </summary>
public sealed class KillTests
{
    // A grant that led to nothing is free again after a minute.
    private static readonly LaterTime s_later = new(TimeSpan.FromSeconds(61));

    [Fact]
    public async Task Wherever_the_server_is_killed_a_device_ends_with_one_certificate_and_no_session()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        using TemporaryDirectory copies = new();
        List<Cut> cuts = [];
        Cut? now = null;
        await bench.Server.Data.Database.Writer.WriteAsync(
            db =>
            {
                raw.sqlite3_commit_hook(
                    db.Handle,
                    _ =>
                    {
                        if (now is { } running)
                        {
                            Cut cut = running with { Directory = copies.File($"{cuts.Count}") };
                            bench.CopyTo(cut.Directory);
                            cuts.Add(cut);
                        }

                        return 0;
                    },
                    null);
                return true;
            },
            CancellationToken.None);

        await using (Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false))
        {
            now = new Cut(BootstrapOp.Register, unit.Register(), null, string.Empty);
            await unit.AskAsync(road, now.Request, now.Op);
            string code = await bench.ReadCodeAsync(unit.Identity);
            now = new Cut(BootstrapOp.Login, unit.Login(code), null, string.Empty);
            await unit.AskAsync(road, now.Request, now.Op);
            now = new Cut(BootstrapOp.Refresh, unit.Refresh(), unit.Tokens, string.Empty);
            await unit.AskAsync(road, now.Request, now.Op);
            now = new Cut(BootstrapOp.Enroll, unit.Enroll(), unit.Tokens, string.Empty);
            await unit.AskAsync(road, now.Request, now.Op);
            now = null;
        }

        Assert.Equal(
            [BootstrapOp.Register, BootstrapOp.Login, BootstrapOp.Refresh, BootstrapOp.Enroll],
            cuts.Select(cut => cut.Op).Distinct());
        Assert.True(cuts.Count(cut => cut.Op == BootstrapOp.Enroll) >= 4, $"{cuts.Count} cuts");
        foreach (Cut cut in cuts)
        {
            await EndAsync(bench, unit, cut);
        }
    }

    private static async Task EndAsync(Bench before, Unit unit, Cut cut)
    {
        await using Bench bench = await Bench.StartOnAsync(cut.Directory, before.Birth, s_later);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        unit.Tokens = cut.Tokens;
        BootstrapReply reply = await unit.AskAsync(road, cut.Request, cut.Op);
        Assert.True(reply.Code == BootstrapCode.Ok, $"{cut.Op} sent again: {reply.Code}");
        if (cut.Op == BootstrapOp.Register)
        {
            string code = await bench.ReadCodeAsync(unit.Identity);
            Assert.Equal(BootstrapCode.Ok, (await unit.AskAsync(road, unit.Login(code), BootstrapOp.Login)).Code);
        }

        if (cut.Op != BootstrapOp.Enroll)
        {
            reply = await unit.AskAsync(road, unit.Enroll(), BootstrapOp.Enroll);
            Assert.Equal(BootstrapCode.Ok, reply.Code);
        }

        using BirthHolder own = unit.Hold(reply.Enrolled!);
        Assert.Equal(
            Garita.Contracts.Identities.CertificateFingerprint.Of(own.Leaf.RawDataMemory.Span),
            Assert.Single(bench.Server.Data.Registry.Get(unit.Identity)!.Certificates, c => c.Active).Fingerprint);
        long[] sessions = await bench.Server.Data.Database.ReadAsync(
            db => db.Query<long>(
                "SELECT ended = 'no' FROM bootstrap_session WHERE device = @Uuid", new { unit.Uuid }).ToArray(),
            CancellationToken.None);
        Assert.Equal([0L], sessions);
    }

    /// <summary>One moment: what was asked, what the device held, what was on the disk.</summary>
    private sealed record Cut(BootstrapOp Op, byte[] Request, TokensBody? Tokens, string Directory);
}
