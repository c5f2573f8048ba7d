using System.Collections.Concurrent;
using Garita.Authority.Issuing;
using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.Pki.Requests;
using Garita.Server.Admission;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Bootstrap.Batches;

/// <summary>
/// The batches. In memory for the one listener that asks about birth certificates; every change is durable before it
/// shows there.
/// </summary>
public sealed class BirthBatches : IRegistryLookup, IDisposable
{
    private readonly Database _database;
    private readonly CertificateAuthority _authority;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _changes = new(1);
    private readonly ConcurrentDictionary<string, BirthBatch> _batches;

    /// <summary>Reads what there is.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public BirthBatches(Database database, CertificateAuthority authority, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(database);
        (_database, _authority, _time, _logger) = (database, authority, time, logger);
        _batches = new(database.Read(BatchTable.All).ToDictionary(batch => batch.Name), StringComparer.Ordinal);
    }

    /// <summary>Whether there never was one.</summary>
    public bool IsEmpty => _batches.IsEmpty;

    /// <summary>All batches in ordinal order of name.</summary>
    public IReadOnlyList<BirthBatch> List() => [.. _batches.Values.OrderBy(b => b.Name, StringComparer.Ordinal)];

    /// <summary>One batch; null where there is none.</summary>
    public BirthBatch? Get(string name) => _batches.GetValueOrDefault(name);

    /// <inheritdoc/>
    public RegistryEntry? Find(CertificateFingerprint fingerprint) =>
        _batches.Values.FirstOrDefault(batch => batch.Fingerprint == fingerprint) is { } batch
            ? new RegistryEntry(
                PeerAttributes.Of(Identity.Birth(batch.Name)), batch.IsOpen ? null : PeerRefusal.Revoked)
            : null;

    /// <summary>Makes a batch with a birth certificate of its own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="csr">The request; only its key counts.</param>
    /// <param name="actor">Who asked, for the log.</param>
    /// <exception cref="StorageException">Nothing was handed out.</exception>
    public async Task<BatchResult> CreateAsync(string name, ParsedCsr csr, string actor)
    {
        await _changes.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (!await _database.Writer.WriteAsync(db => BatchTable.Begin(db, name, now), CancellationToken.None)
                .ConfigureAwait(false))
            {
                return new BatchResult(IsTaken: true, IssueRefusal.None, null, null);
            }

            IssueResult issued = await _authority
                .IssueAsync(new IssueRequest(Identity.Birth(name), csr), CancellationToken.None).ConfigureAwait(false);
            if (issued.Certificate is not { } certificate)
            {
                return new BatchResult(false, issued.Refusal, null, null);
            }

            await _database.Writer.WriteAsync(
                db =>
                {
                    BatchTable.Open(db, name, certificate.Fingerprint);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
            BirthBatch batch = new(name, true, certificate.Fingerprint, now, null);
            _batches[name] = batch;
            BootstrapLog.BatchMade(_logger, name, actor);
            return new BatchResult(false, IssueRefusal.None, batch, certificate);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Closes a batch for good: its birth certificate is accepted nowhere from now on.</summary>
    /// <returns>The batch; null where there is none.</returns>
    /// <exception cref="StorageException">Nothing changed.</exception>
    public async Task<BirthBatch?> CloseAsync(string name, string actor)
    {
        await _changes.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (Get(name) is not { IsOpen: true } batch)
            {
                return Get(name);
            }

            DateTimeOffset now = _time.GetUtcNow();
            await _database.Writer.WriteAsync(
                db =>
                {
                    BatchTable.Close(db, name, now);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
            BootstrapLog.BatchClosed(_logger, name, actor);
            return _batches[name] = batch with { IsOpen = false, Closed = now };
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>A batch's certificate in DER.</summary>
    public Task<byte[]?> ReadCertificateAsync(BirthBatch batch, CancellationToken cancellationToken) =>
        _database.ReadAsync(db => BatchTable.Certificate(db, batch.Fingerprint), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _changes.Dispose();
}
