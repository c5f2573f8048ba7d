using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Storage;

/// <summary>One piece of work that waits for the writer.</summary>
internal abstract class WriteJob
{
    /// <summary>True once its own work threw; the batch goes on without it.</summary>
    public abstract bool Failed { get; }

    public abstract void Run(SqliteConnection connection);

    /// <summary>Tells the caller, after the commit, how its work ended.</summary>
    public abstract void Complete();

    public abstract void Fail(StorageException fault);
}

/// <inheritdoc/>
internal sealed class WriteJob<T>(Func<SqliteConnection, T> work) : WriteJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _error;
    private T? _result;

    public Task<T> Completion => _completion.Task;

    public override bool Failed => _error is not null;

    [SuppressMessage(
        "Design", "CA1031",
        Justification = "The caller's fault belongs to the caller, not to the others in the batch.")]
    public override void Run(SqliteConnection connection)
    {
        try
        {
            _result = work(connection);
        }
        catch (SqliteException error)
        {
            _error = StorageException.From(error, connection.DataSource);
            if (IsMachineFault(error))
            {
                throw;
            }
        }
        catch (Exception error) // request boundary: one caller's piece of work
        {
            _error = error;
        }
    }

    public override void Complete()
    {
        if (_error is null)
        {
            _completion.TrySetResult(_result!);
        }
        else
        {
            _completion.TrySetException(_error);
        }
    }

    public override void Fail(StorageException fault) => _completion.TrySetException(_error ?? fault);

    // 19 is a constraint and 1 a wrong statement: those are the work's own; everything else fails the whole batch.
    private static bool IsMachineFault(SqliteException error) => error.SqliteErrorCode is not (19 or 1);
}
