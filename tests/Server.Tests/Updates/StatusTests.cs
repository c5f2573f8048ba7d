using Garita.AuditLog;
using Garita.AuditLog.Entries;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.Merkle;
using Garita.Merkle.Notes;
using Garita.MqttClient;
using Garita.Server.Updates.Offers;
using Garita.Server.Updates.Reports;

namespace Garita.Server.Tests.Updates;

public sealed class StatusTests
{
    private const string Device = "ABCD1234";

    [Fact]
    public async Task Final_status_is_durable_when_it_is_acknowledged_and_ends_the_offer()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        await UpdateHouse.NextOfferAsync(client, Device);
        await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Downloading));
        await UpdateHouse.ReportAsync(
            client, Device,
            house.Status(UpdateState.RolledBack, UpdateReason.Unhealthy) with { Running = house.WayBack });

        // Acknowledged, so it is there.
        OfferRecord record = await house.FindAsync(Device);
        Assert.Equal((OfferState.Ended, UpdateState.RolledBack), (record.State, record.DeviceState));
        Assert.Equal((UpdateReason.Unhealthy, house.WayBack), (record.Reason, record.Running));
        Assert.True((await UpdateHouse.NextAsync(client, new DeviceTopics(Device).Offer)).Payload.IsEmpty);
        await house.Server.RestartAsync();
        Assert.Equal(record, (await house.FindAsync(Device)) with { Paths = record.Paths });
        Assert.Null(house.Updates.Book.Find(Identity.Device(Device)));
    }

    [Fact]
    public async Task Log_tells_who_offered_and_once_how_it_ended()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER");
        await house.OfferAsync(Device, "OTHER");
        BrokerClient client = await house.ConnectAsync(Device);
        for (int i = 0; i < 3; i++)
        {
            await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Installed));
        }

        await WaitUntilLoggedAsync(house);
        List<ILogEntry> entries = house.Server.Server.Publishing.Audit.Read(
            log => log.Read(0, 1000).Select(stored => stored.Entry!).ToList());
        IntentEntry intent = Assert.Single(entries.OfType<IntentEntry>(), entry => entry.Action == "update.offer");
        Assert.Equal(("operator:ana", "spring/1: ABCD1234 OTHER"), (intent.Actor, intent.Subject));
        OutcomeEntry outcome = Assert.Single(entries.OfType<OutcomeEntry>());
        Assert.Equal((intent.Operation, OutcomeResult.Done), (outcome.Operation, outcome.Result));
        Assert.Equal("ABCD1234 spring/1: Installed", outcome.Detail);
    }

    [Fact]
    public async Task Outcome_that_a_crash_kept_from_the_log_is_entered_at_the_next_start()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);

        // As a crash leaves it: the status is stored, and nothing that follows from it was done.
        await house.Server.Server.Data.Database.Writer.WriteAsync(
            db => ReportTable.Take(
                db, Identity.Device(Device), house.Status(UpdateState.BudgetSpent), DateTimeOffset.UnixEpoch),
            CancellationToken.None);
        await house.Server.RestartAsync();

        await WaitUntilLoggedAsync(house);
        OutcomeEntry outcome = Assert.Single(house.Server.Server.Publishing.Audit.Read(
            log => log.Read(0, 1000).Select(stored => stored.Entry).OfType<OutcomeEntry>().ToList()));
        Assert.Equal(("ABCD1234 spring/1: BudgetSpent", OutcomeResult.Failed), (outcome.Detail, outcome.Result));
    }

    [Fact]
    public async Task Foreign_unknown_late_and_unreadable_statuses_change_nothing()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER");
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        BrokerClient other = await house.ConnectAsync("OTHER");

        await UpdateHouse.ReportAsync(other, "OTHER", house.Status(UpdateState.Installed));
        await house.Server.Log.WaitFor("Status of OTHER refused: UnknownOffer");
        await Assert.ThrowsAsync<MqttClientException>(
            () => UpdateHouse.ReportAsync(other, Device, house.Status(UpdateState.Installed)));
        await UpdateHouse.ReportAsync(
            client, Device, house.Status(UpdateState.Installed) with { Manifest = Sha256Digest.Of([1]) });
        await house.Server.Log.WaitFor("OtherManifest");
        await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Installed) with { Attempt = 2 });
        await UpdateHouse.SayAsync(client, new DeviceTopics(Device).UpdateStatus, [0xFF]);
        await house.Server.Log.WaitFor("Unreadable");
        Assert.Null((await house.FindAsync(Device)).DeviceState);

        await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.StorageFailed));
        await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Installed));
        await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Downloading));
        await house.Server.Log.WaitFor("AlreadyOver");
        Assert.Equal(UpdateState.StorageFailed, (await house.FindAsync(Device)).DeviceState);
    }

    [Fact]
    public async Task Reports_can_be_followed_from_where_one_stopped()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER");
        await house.OfferAsync(Device, "OTHER");
        BrokerClient client = await house.ConnectAsync(Device);
        BrokerClient other = await house.ConnectAsync("OTHER");
        await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Downloading));
        await UpdateHouse.ReportAsync(other, "OTHER", house.Status(UpdateState.Downloading));
        List<OfferRecord> first = await FollowAsync(0);
        Assert.Equal([Device, "OTHER"], first.Select(offer => offer.Device.Name));

        await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Staged));
        OfferRecord next = Assert.Single(await FollowAsync(first[^1].Change));
        Assert.Equal((Device, UpdateState.Staged), (next.Device.Name, next.DeviceState));
        Assert.Empty(await FollowAsync(next.Change));

        Task<List<OfferRecord>> FollowAsync(long after) =>
            house.Updates.Catalog.ReportsAfterAsync(after, 100, CancellationToken.None);
    }

    [Fact]
    public async Task Progress_alone_is_shown_and_costs_no_write()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        for (int done = 0; done <= 13; done++)
        {
            await UpdateHouse.ReportAsync(
                client, Device,
                house.Status(UpdateState.Downloading) with { ChunksDone = done, ChunksTotal = 13 });
        }

        OfferRecord shown = await house.FindAsync(Device);
        Assert.Equal((13, 13, 1), (shown.ChunksDone, shown.ChunksTotal, shown.Change));
    }

    [Fact]
    public async Task Device_that_saw_an_older_log_gets_the_proof_that_it_only_grew()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        TransparencyLog log = house.Server.Server.Publishing.Audit.Log;
        (long seen, MerkleHash root) = (log.Checkpoint.Size, log.Checkpoint.Root);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        Assert.Empty((await UpdateHouse.NextOfferAsync(client, Device)).Histories);

        await UpdateHouse.ReportAsync(
            client, Device,
            house.Status(UpdateState.Waiting, UpdateReason.LogHistoryMissing) with { LogSize = seen });

        UpdateOfferMessage again = await UpdateHouse.NextOfferAsync(client, Device);
        LogHistory history = Assert.Single(again.Histories);
        Assert.Equal(seen, history.Size);
        Assert.Equal(LogRefusal.None, TlogProof.TryParse(again.LogProof!.Value.Span, out TlogProof? proof));
        Assert.Equal(
            LogRefusal.None,
            SignedCheckpoint.TryVerify(proof!.Checkpoint.Span, log.Key, out SignedCheckpoint? newer));
        Assert.True(ConsistencyProof.Verify(seen, root, newer!.Size, newer.Root, [.. history.Proof]));
    }

    private static async Task WaitUntilLoggedAsync(UpdateHouse house)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while ((await house.Server.Server.Data.Database.ReadAsync(
            db => OfferTable.Unlogged(db, 10), limit.Token)).Count > 0)
        {
            await Task.Yield();
        }
    }
}
