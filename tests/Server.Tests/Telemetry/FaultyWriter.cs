using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Tests.Telemetry;

/// <summary>A writer that fails before or after the real write, when told to, and can be held.</summary>
public sealed class FaultyWriter(IDatabaseWriter inner) : IDatabaseWriter
{
    public bool FailBefore { get; set; }

    public bool FailAfter { get; set; }

    /// <summary>From this write on, every one fails, as after the disk was taken away.</summary>
    public int FailFrom { get; set; } = int.MaxValue;

    public TaskCompletionSource? Hold { get; set; }

    public int Writes { get; private set; }

    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        Writes++;
        if (Hold is { } hold)
        {
            await hold.Task.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
        }

        if (FailBefore || Writes >= FailFrom)
        {
            throw new StorageException(StorageFault.Full, "the disk is full");
        }

        T result = await inner.WriteAsync(work, cancellationToken);
        return FailAfter ? throw new StorageException(StorageFault.Unavailable, "the disk is gone") : result;
    }
}
