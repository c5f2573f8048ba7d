using System.Collections.Immutable;
using Garita.Firmware;
using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;
using Garita.Server.Audit;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Releases;

/// <summary>
/// The trust documents, of which the newest is in force here. The first is believed because an operator brings it; each
/// later one only because the one before vouches for it. None is in force before its entry in the log is durable.
/// </summary>
/// <remarks>
/// It does not protect devices against a server that holds a newer document back; and whoever brings the first one
/// decides what this server publishes, never what a device accepts: a device has its own.
/// </remarks>
internal sealed class TrustShelf : IDisposable
{
    private readonly Database _database;
    private readonly IDatabaseWriter _writer;
    private readonly IAuditTrail _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);

    // Replaced whole, under _turn; read without a lock.
    private volatile TrustInForce? _current;
    private ImmutableArray<TrustRecord> _records = [];

    public TrustShelf(
        Database database, IDatabaseWriter writer, IAuditTrail log, TimeProvider time, ILogger logger)
    {
        (_database, _writer, _log, _time, _logger) = (database, writer, log, time, logger);
    }

    /// <summary>What manifests are held against; null where none was installed.</summary>
    public TrustInForce? Current => _current;

    /// <summary>Every document that is or was in force, oldest first.</summary>
    public IReadOnlyList<TrustRecord> List() => _records;

    /// <summary>Ends what a crash interrupted, and verifies the whole chain again.</summary>
    /// <exception cref="StorageException">It cannot be read or written, or was tampered with.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Installs the first document or the next; one that was installed before is answered as it stands.
    /// </summary>
    /// <exception cref="StorageException">It is not in force; it may turn out to be when the fault is mended.
    /// </exception>
    public async Task<TrustResult> InstallAsync(byte[] encoded, string installer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await SettleAsync(cancellationToken).ConfigureAwait(false);
            Sha256Digest digest = Sha256Digest.Of(encoded);
            if (_records.FirstOrDefault(record => record.Digest == digest) is { } known)
            {
                return new TrustResult(TrustRefusal.None, known, IsNew: false);
            }

            TrustRefusal refusal = Advance(_current?.Document, encoded, out VerifiedTrustDocument? next);
            if (refusal != TrustRefusal.None)
            {
                return new TrustResult(refusal, null, IsNew: false);
            }

            TrustRecord added = new()
            {
                Version = next!.Version,
                Digest = digest,
                Document = encoded,
                InstalledBy = installer,
                Installed = _time.GetUtcNow(),
                LogFrom = _log.Size,
            };
            TrustRecord record = await EnterAsync(added).ConfigureAwait(false);
            Take(record, next);
            ReleaseLog.TrustInstalled(_logger, installer, record.Version, record.LogIndex!.Value);
            return new TrustResult(TrustRefusal.None, record, IsNew: true);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static TrustRefusal Advance(
        VerifiedTrustDocument? current, byte[] encoded, out VerifiedTrustDocument? next) => current is null
        ? VerifiedTrustDocument.TryPin(encoded, out next)
        : VerifiedTrustDocument.TryAdvance(current, encoded, out next);

    // Not cancelled by an operator who goes away: from here on each step only leads to the next.
    private async Task<TrustRecord> EnterAsync(TrustRecord added)
    {
        await _writer.WriteAsync(db => TrustTable.Add(db, added), CancellationToken.None).ConfigureAwait(false);
        long index = await _log.AppendTrustAsync(
            added.InstalledBy, added.Version, added.Digest, CancellationToken.None).ConfigureAwait(false);
        await _writer.WriteAsync(db => TrustTable.Enforce(db, added.Version, index), CancellationToken.None)
            .ConfigureAwait(false);
        return added with { LogIndex = index };
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        List<TrustRecord> records = await _database.ReadAsync(TrustTable.All, cancellationToken).ConfigureAwait(false);
        foreach (TrustRecord record in records.Where(record => record.Version > (_current?.Version ?? 0)))
        {
            if (record.LogIndex is not null)
            {
                Take(record, Verify(record));
                continue;
            }

            long? index = await _log.FindTrustAsync(record.Digest, record.LogFrom, cancellationToken)
                .ConfigureAwait(false);
            await _writer.WriteAsync(
                db => index is { } found
                    ? TrustTable.Enforce(db, record.Version, found) : TrustTable.Forget(db, record.Version),
                CancellationToken.None).ConfigureAwait(false);
            if (index is not null)
            {
                Take(record with { LogIndex = index }, Verify(record));
            }
        }
    }

    private VerifiedTrustDocument Verify(TrustRecord record) =>
        Advance(_current?.Document, record.Document, out VerifiedTrustDocument? next) == TrustRefusal.None
            ? next!
            : throw new StorageException(
                StorageFault.Damaged, $"the database holds trust document {record.Version}, which does not verify");

    private void Take(TrustRecord record, VerifiedTrustDocument document)
    {
        TrustRole release = document.Content.Release;
        _records = _records.Add(record);
        _current = new TrustInForce(document, ReleaseKeys.TryCreate(release.Keys, release.Threshold)!);
    }
}
