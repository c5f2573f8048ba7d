using Microsoft.Data.Sqlite;

namespace Garita.Server.Storage;

/// <summary>
/// The one way to change the database. A trust boundary between "done" and "durable": tests stand a double here that
/// fails before or after the write.
/// </summary>
public interface IDatabaseWriter
{
    /// <summary>
    /// Runs a piece of work inside a transaction and completes when it is durable. The work runs on the writer's
    /// thread,
    /// must be short, and may be undone and fail with others' disk faults. Waits while the queue is full.
    /// </summary>
    /// <exception cref="StorageException">Nothing of this work is stored.</exception>
    Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken);
}
