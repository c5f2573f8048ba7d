using Garita.Server.Storage;
using Garita.Server.Updates.Reports;

namespace Garita.Server.Updates.Offers;

/// <summary>What was offered and how far it is, for reading.</summary>
internal sealed class OfferCatalog(Database database, StatusTaker statuses, TakeUpWatch watch)
{
    /// <summary>A page of offers, the newest first.</summary>
    /// <param name="deployment">Only these; null for all.</param>
    /// <param name="device">Only this device's; null for all.</param>
    /// <param name="before">Only offers before this id; <see cref="long.MaxValue"/> for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<List<OfferRecord>> PageAsync(
        string? deployment, string? device, long before, int limit, CancellationToken cancellationToken) =>
        [
            .. (await database.ReadAsync(
                db => OfferTable.Page(db, deployment, device, before, limit), cancellationToken)
                    .ConfigureAwait(false)).Select(WithProgress),
        ];

    /// <summary>
    /// What devices said after a change, in order: for whoever follows reports and must miss none. Of a device that
    /// said several things only the newest is told.
    /// </summary>
    /// <param name="change">The <see cref="OfferRecord.Change"/> that was seen last; 0 at first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<List<OfferRecord>> ReportsAfterAsync(long change, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(db => OfferTable.ChangedAfter(db, change, limit), cancellationToken);

    // What is known of it now, beside what is stored.
    private OfferRecord WithProgress(OfferRecord offer) =>
        statuses.ProgressOf(offer) is { } last && last.State == offer.DeviceState
            ? offer with
            {
                ChunksDone = last.ChunksDone ?? offer.ChunksDone,
                ChunksTotal = last.ChunksTotal ?? offer.ChunksTotal,
            }
            : offer with { NotTakenSince = watch.NotTakenSince(offer) };
}
