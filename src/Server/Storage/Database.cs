using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Storage;

/// <summary>
/// The one SQLite file of a data directory: write-ahead log, every commit flushed to disk before it is reported. The
/// directory must be on a local disk: SQLite's locks do not hold on network file systems.
/// </summary>
public sealed class Database : IDisposable
{
    /// <summary>The file's name inside the data directory.</summary>
    public const string FileName = "garita.db";

    private readonly string _readerConnection;
    private readonly SemaphoreSlim _readers;
    private readonly DatabaseWriter _writer;

    private Database(string readerConnection, DatabaseWriter writer, StorageOptions options)
    {
        _readerConnection = readerConnection;
        _writer = writer;
        _readers = new SemaphoreSlim(options.Readers);
    }

    /// <summary>Where changes go.</summary>
    public DatabaseWriter Writer => _writer;

    /// <summary>
    /// Opens the file, creates it with mode 0600 if it is not there, and brings its schema up to date.
    /// </summary>
    /// <exception cref="StorageException">Why it cannot be used; nothing was changed but for finished
    /// migrations.</exception>
    public static Database Open(string directory, StorageOptions options, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ILogger logger = loggers.CreateLogger("Garita.Storage");
        string file = Path.Combine(directory, FileName);
        SqliteConnection connection = new(ConnectionString(file, SqliteOpenMode.ReadWrite, options));
        try
        {
            CreatePrivate(file);
            connection.Open();
            Configure(connection, options);
            StorageLog.Opened(logger, file, DatabaseMigrations.Apply(connection, logger));
            string readers = ConnectionString(file, SqliteOpenMode.ReadOnly, options);
            return new Database(readers, new DatabaseWriter(connection, options, logger), options);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw StorageException.From(error, file);
        }
        catch (StorageException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads on the caller's thread, when fewer than the permitted number of reads run.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await _readers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Read(work);
        }
        finally
        {
            _readers.Release();
        }
    }

    /// <summary>Reads at once; for start-up, before there is anything to wait for.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using SqliteConnection connection = new(_readerConnection);
        try
        {
            connection.Open();
            return work(connection);
        }
        catch (SqliteException error)
        {
            throw StorageException.From(error, connection.DataSource);
        }
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public void Dispose()
    {
        using (SqliteConnection pool = new(_readerConnection))
        {
            // Readers go first: the last connection to close is the writer, which folds the write-ahead log back in.
            SqliteConnection.ClearPool(pool);
        }

        _writer.Dispose();
        _readers.Dispose();
    }

    private static string ConnectionString(string file, SqliteOpenMode mode, StorageOptions options) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = mode == SqliteOpenMode.ReadOnly,
            DefaultTimeout = (int)Math.Ceiling(options.LockWait.TotalSeconds),
        }.ToString();

    private static void CreatePrivate(string file)
    {
        try
        {
            FileStreamOptions options = new()
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            new FileStream(file, options).Dispose();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new StorageException(
                StorageFault.ReadOnly, $"{file}: the file or its directory cannot be written", error);
        }
        catch (IOException error)
        {
            throw new StorageException(StorageFault.Unavailable, $"{file}: {error.Message}", error);
        }
    }

    private static void Configure(SqliteConnection connection, StorageOptions options)
    {
        // trusted_schema: a tampered file's triggers and views get no functions with side effects.
        connection.Execute(
            """
            PRAGMA journal_mode=WAL;
            PRAGMA synchronous=FULL;
            PRAGMA foreign_keys=ON;
            PRAGMA trusted_schema=OFF;
            PRAGMA cell_size_check=ON;
            """);
        long pageSize = connection.ExecuteScalar<long>("PRAGMA page_size");
        connection.Execute($"PRAGMA max_page_count={Math.Max(1, options.MaxBytes / pageSize)}");
    }
}
