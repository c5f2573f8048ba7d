using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Storage;

/// <summary>
/// Owns the only writing connection, on a thread of its own so that a flush to disk never holds a pool thread. Takes
/// what
/// waits, up to a batch, into one transaction and tells every caller after the one commit. Each piece of work has its
/// own
/// savepoint: one that fails is undone alone.
/// </summary>
public sealed class DatabaseWriter : IDatabaseWriter, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly StorageOptions _options;
    private readonly ILogger _logger;
    private readonly BlockingCollection<WriteJob> _jobs = [];
    private readonly SemaphoreSlim _room;
    private readonly Thread _thread;
    private int _disposed;

    internal DatabaseWriter(SqliteConnection connection, StorageOptions options, ILogger logger)
    {
        _connection = connection;
        _options = options;
        _logger = logger;
        _room = new SemaphoreSlim(options.QueueLength);
        _thread = new Thread(Run) { IsBackground = true, Name = "garita-db" };
        _thread.Start();
    }

    /// <summary>Writes that wait for the writer now.</summary>
    public int Waiting => _jobs.Count;

    /// <inheritdoc/>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        WriteJob<T> job = new(work);
        try
        {
            _jobs.Add(job, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            _room.Release();
            throw new StorageException(StorageFault.Closed, "the database is closed");
        }

        return await job.Completion.ConfigureAwait(false);
    }

    /// <summary>Writes what waits, then closes the connection. No later write is taken.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _jobs.CompleteAdding();
            _thread.Join();
            _jobs.Dispose();
            _connection.Dispose();
        }
    }

    private void Run()
    {
        List<WriteJob> batch = new(_options.BatchLength);
        foreach (WriteJob first in _jobs.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < _options.BatchLength && _jobs.TryTake(out WriteJob? next))
            {
                batch.Add(next);
            }

            Commit(batch);
            _room.Release(batch.Count);
            batch.Clear();
        }
    }

    private void Commit(List<WriteJob> batch)
    {
        try
        {
            _connection.Execute("BEGIN IMMEDIATE");
            foreach (WriteJob job in batch)
            {
                RunOne(job);
            }

            _connection.Execute("COMMIT");
        }
        catch (SqliteException error)
        {
            Undo(batch, StorageException.From(error, _connection.DataSource));
            return;
        }

        foreach (WriteJob job in batch)
        {
            job.Complete();
        }
    }

    private void RunOne(WriteJob job)
    {
        _connection.Execute("SAVEPOINT job");
        job.Run(_connection);
        _connection.Execute(job.Failed ? "ROLLBACK TO job; RELEASE job" : "RELEASE job");
    }

    /// <summary>
    /// After a fault nothing of the batch may be taken as stored. SQLite has rolled back by itself on some faults and
    /// not
    /// on others (sqlite.org/lang_transaction.html), so a refused ROLLBACK is the expected case.
    /// </summary>
    private void Undo(List<WriteJob> batch, StorageException fault)
    {
        StorageLog.CommitFailed(_logger, batch.Count, fault.Fault, fault.Message);
        try
        {
            _connection.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // No transaction is open any more, which is what was wanted.
        }

        foreach (WriteJob job in batch)
        {
            job.Fail(fault);
        }
    }
}
