using System.Globalization;
using System.Security.Cryptography;
using Garita.AuditLog.Entries;
using Garita.Merkle;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Audit;

/// <summary>
/// Announces what is about to be done with updates. What gives somebody something is refused while the audit log cannot
/// be written. What stops or takes back is done all the same, kept in the database together with what it did, and
/// entered when the log takes entries again, ahead of whatever is announced after it.
/// </summary>
/// <remarks>
/// What is late is looked for in the log before it is entered: a fault of the disk may have left it there, and so may a
/// server that died between entering it and noting so. The log has it once.
/// </remarks>
internal sealed class LateEntries(
    AuditBook book, Database database, IDatabaseWriter writer, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>What is late of offers is counted under this and the deployment's name.</summary>
    public const string OfUpdate = "update:";

    /// <summary>What is late of rollouts is counted under this and the rollout's name.</summary>
    public const string OfRollout = "rollout:";

    private const int AtOnce = 100;
    private const int ReadAtOnce = 1000;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Announces what may only be done when the log has it.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="subject">With what, and why; cut where it is longer than an entry takes.</param>
    /// <param name="digest">SHA-256 of what it is about.</param>
    /// <exception cref="StorageException">It must be taken as not there; nothing may be done.</exception>
    public async Task<AuditOperation> BeginAsync(string actor, string action, string subject, MerkleHash digest)
    {
        await EnterAsync(CancellationToken.None).ConfigureAwait(false);
        return await book.BeginAsync(actor, action, subject, digest).ConfigureAwait(false);
    }

    /// <summary>
    /// Announces what makes nothing less safe. It is done whether or not the log has it; where it does not, whoever
    /// does it keeps it with <see cref="Announcement.Owe"/>.
    /// </summary>
    /// <inheritdoc cref="BeginAsync" path="/param"/>
    public async Task<Announcement> BeginOrOweAsync(string actor, string action, string subject, MerkleHash digest)
    {
        Guid operation = new(RandomNumberGenerator.GetBytes(16));
        LateEntry late = new(operation, time.GetUtcNow(), actor, action, subject, digest, book.KnownSize);
        try
        {
            await EnterAsync(CancellationToken.None).ConfigureAwait(false);
            return new Announcement(
                await book.BeginAsync(operation, actor, action, subject, digest).ConfigureAwait(false), null);
        }
        catch (StorageException fault)
        {
            AuditLogLog.Late(logger, actor, action, subject, fault.Message);
            return new Announcement(new AuditOperation(operation, digest, 0), late);
        }
    }

    /// <summary>Enters what is late, in its order.</summary>
    /// <exception cref="StorageException">Some of it is late still.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (await ReadAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } late)
            {
                await EnterAsync(late, cancellationToken).ConfigureAwait(false);
                await writer.WriteAsync(
                    db => LateEntryTable.DeleteUpTo(db, late[^1].Id), CancellationToken.None).ConfigureAwait(false);
                AuditLogLog.Entered(logger, late.Count);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What is late, the first hundred.</summary>
    /// <exception cref="StorageException">The database cannot be read.</exception>
    public Task<List<LateEntry>> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(db => LateEntryTable.First(db, AtOnce), cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task EnterAsync(List<LateEntry> late, CancellationToken cancellationToken)
    {
        HashSet<(Guid Operation, LogEntryKind Kind)> there = Entered(late, cancellationToken);
        foreach (LateEntry entry in late)
        {
            if (!there.Contains((entry.Operation, LogEntryKind.Intent)))
            {
                string subject = string.Create(
                    CultureInfo.InvariantCulture, $"late, done {entry.Done:u}: {entry.Subject}");
                await book.BeginAsync(entry.Operation, entry.Actor, entry.Action, subject, entry.Digest)
                    .ConfigureAwait(false);
            }

            if (!there.Contains((entry.Operation, LogEntryKind.Outcome)))
            {
                await book.EndAsync(
                    new AuditOperation(entry.Operation, entry.Digest, 0), OutcomeResult.Done, entry.Detail)
                        .ConfigureAwait(false);
            }
        }
    }

    // What of it the log has already.
    private HashSet<(Guid Operation, LogEntryKind Kind)> Entered(
        List<LateEntry> late, CancellationToken cancellationToken) => book.Read(log =>
    {
        HashSet<Guid> wanted = [.. late.Select(entry => entry.Operation)];
        HashSet<(Guid Operation, LogEntryKind Kind)> found = [];
        for (long first = late.Min(entry => entry.LogFrom); first < log.Checkpoint.Size; first += ReadAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.UnionWith(log.Read(first, ReadAtOnce).Select(stored => stored.Entry switch
            {
                IntentEntry intent => (intent.Operation, intent.Kind),
                OutcomeEntry outcome => (outcome.Operation, outcome.Kind),
                _ => default,
            }).Where(entry => wanted.Contains(entry.Item1)));
        }

        return found;
    });
}
