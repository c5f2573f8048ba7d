using Dapper;
using Garita.Server.Storage;
using Garita.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Storage;

public sealed class DatabaseTests : IDisposable
{
    private static readonly StorageOptions s_options = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Write_is_there_after_reopening_and_the_file_is_private()
    {
        using (Database database = Open())
        {
            await Add(database, "A");
        }

        UnixFileMode mode = File.GetUnixFileMode(_directory.File(Database.FileName));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        using Database again = Open();
        Assert.Equal(1, Count(again));
    }

    [Fact]
    public async Task Failing_work_is_undone_alone_and_the_rest_of_its_batch_stays()
    {
        using Database database = Open();
        using ManualResetEventSlim hold = new();
        Task<int> blocker = database.Writer.WriteAsync(
            _ =>
            {
                hold.Wait(TimeSpan.FromSeconds(10));
                return 0;
            },
            CancellationToken.None);
        Task good = Add(database, "A");
        Task bad = database.Writer.WriteAsync<int>(
            db =>
            {
                Insert(db, "B");
                throw new InvalidOperationException("mine");
            },
            CancellationToken.None);
        Task duplicate = Add(database, "A");
        hold.Set();

        await blocker;
        await good;
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        await Assert.ThrowsAsync<StorageException>(() => duplicate);
        Assert.Equal(1, Count(database));
    }

    [Fact]
    public async Task Full_disk_fails_the_write_and_keeps_what_was_stored()
    {
        StorageOptions small = s_options with { MaxBytes = 512 * 1024 };
        using (Database database = Open(small))
        {
            await Add(database, "A");
            StorageException fault = await Assert.ThrowsAsync<StorageException>(() => database.Writer.WriteAsync(
                db => db.Execute(
                    "INSERT INTO token VALUES ('x', 'x', randomblob(32), @big, 0, 0, 0)",
                    new { big = new string('x', 1 << 20) }),
                CancellationToken.None));
            Assert.Equal(StorageFault.Full, fault.Fault);
            await Add(database, "B");
        }

        using Database again = Open();
        Assert.Equal(2, Count(again));
    }

    [Fact]
    public void Newer_schema_is_refused_and_left_alone()
    {
        Open().Dispose();
        Run("PRAGMA user_version=999");
        StorageException fault = Assert.Throws<StorageException>(() => Open());
        Assert.Equal(StorageFault.NewerSchema, fault.Fault);
        Assert.Contains("999", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_database_and_garbage_are_refused()
    {
        Run("CREATE TABLE somebody_elses (x)");
        Assert.Equal(StorageFault.Damaged, Assert.Throws<StorageException>(() => Open()).Fault);
        SqliteConnection.ClearAllPools();
        File.WriteAllText(_directory.File(Database.FileName), new string('g', 5000));
        Assert.Equal(StorageFault.Damaged, Assert.Throws<StorageException>(() => Open()).Fault);
    }

    [Fact]
    public void Missing_directory_is_a_clear_fault()
    {
        StorageException fault = Assert.Throws<StorageException>(
            () => Database.Open(_directory.File("nowhere"), s_options, NullLoggerFactory.Instance));
        Assert.Equal(StorageFault.Unavailable, fault.Fault);
        Assert.Contains("nowhere", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closed_database_takes_no_write()
    {
        Database database = Open();
        database.Dispose();
        await Assert.ThrowsAsync<StorageException>(() => Add(database, "A"));
    }

    private static Task<int> Add(Database database, string name) =>
        database.Writer.WriteAsync(db => Insert(db, name), CancellationToken.None);

    private static int Insert(SqliteConnection db, string name) => db.Execute(
        "INSERT INTO identity (kind, name, folded, state, created_ms) VALUES ('device', @name, @name, 'active', 0)",
        new { name });

    private static long Count(Database database) =>
        database.Read(db => db.ExecuteScalar<long>("SELECT count(*) FROM identity"));

    private Database Open(StorageOptions? options = null) =>
        Database.Open(_directory.Path, options ?? s_options, NullLoggerFactory.Instance);

    private void Run(string sql)
    {
        using SqliteConnection connection = new($"Data Source={_directory.File(Database.FileName)};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }
}
