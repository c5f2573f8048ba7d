using Garita.AuditLog.Entries;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Topics;
using Garita.MqttClient;
using Garita.Server.Audit;
using Garita.Server.Storage;
using Garita.Server.Updates.Offers;
using Garita.TestKit;

namespace Garita.Server.Tests.Updates;

/// <summary>A whole server whose audit log's disk fails while it runs.</summary>
public sealed class LateWithdrawalTests
{
    private const string Device = "ABCD1234";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Offer_is_taken_back_though_the_log_cannot_be_written_and_is_entered_once(bool restart)
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER");
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        await UpdateHouse.NextOfferAsync(client, Device);
        string checkpoint = Path.Combine(house.Server.DataDirectory, AuditBook.DirectoryName, "checkpoint");
        string aside = Path.Combine(house.Server.DataDirectory, "aside");
        BlockedFile.Block(checkpoint, aside);

        Withdrawal withdrawn = await house.Updates.Desk.WithdrawAsync(
            "spring", null, "operator:ana", CancellationToken.None);

        Assert.False(withdrawn.IsEntered);
        Assert.True((await UpdateHouse.NextAsync(client, new DeviceTopics(Device).Offer)).Payload.IsEmpty);
        Assert.Equal(OfferState.Withdrawn, (await house.FindAsync(Device)).State);
        await Assert.ThrowsAsync<StorageException>(() => house.OfferAsync("OTHER"));

        BlockedFile.Unblock(checkpoint, aside);
        if (restart)
        {
            await house.Server.RestartAsync();
        }

        AuditBook book = house.Server.Server.Publishing.Audit;
        await house.Server.Server.Publishing.Late.EnterAsync(CancellationToken.None);
        ILogEntry?[] entries = [.. book.Log.Read(0, 1000).Select(stored => stored.Entry)];
        IntentEntry intent = Assert.Single(
            entries.OfType<IntentEntry>(), each => each.Action == AuditActions.WithdrawUpdate);
        Assert.Equal("operator:ana", intent.Actor);
        Assert.EndsWith($"spring: {Device}", intent.Subject, StringComparison.Ordinal);
        Assert.Single(entries.OfType<OutcomeEntry>(), each => each.Operation == intent.Operation);
        await house.OfferAsync("OTHER");
    }
}
