using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Storage;

/// <summary>
/// Applies the numbered SQL files of <c>Storage/Migrations</c>, each in a transaction of its own together with the
/// number
/// it leaves behind in <c>user_version</c>: after a crash the file is at one number or the next, never between.
/// </summary>
internal static class DatabaseMigrations
{
    /// <summary>Marks the file as ours (sqlite.org/fileformat.html 1.3.10): "GRTA" in ASCII.</summary>
    private const int ApplicationId = 0x47525441;

    private const string Prefix = "Garita.Server.Storage.Migrations.";

    public static int Apply(SqliteConnection connection, ILogger logger)
    {
        List<(int Number, string Name)> files = Files();
        int version = connection.ExecuteScalar<int>("PRAGMA user_version");
        int application = connection.ExecuteScalar<int>("PRAGMA application_id");
        RefuseForeign(connection, version, application, files[^1].Number);
        foreach ((int number, string name) in files.Where(file => file.Number > version))
        {
            connection.Execute("BEGIN IMMEDIATE");
            connection.Execute(Read(name));
            connection.Execute(string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}; PRAGMA user_version={number}"));
            connection.Execute("COMMIT");
            StorageLog.Migrated(logger, name[Prefix.Length..]);
        }

        return files[^1].Number;
    }

    private static void RefuseForeign(SqliteConnection connection, int version, int application, int newest)
    {
        bool isEmpty = connection.ExecuteScalar<int>("SELECT count(*) FROM sqlite_master") == 0;
        if (application != ApplicationId && !(isEmpty && application == 0 && version == 0))
        {
            throw new StorageException(
                StorageFault.Damaged, $"{connection.DataSource}: is a database, but not one of this program");
        }

        if (version > newest)
        {
            throw new StorageException(
                StorageFault.NewerSchema,
                $"{connection.DataSource}: has schema {version}, this program knows {newest}; use the newer one");
        }
    }

    private static List<(int Number, string Name)> Files() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), name))
            .OrderBy(file => file.Item1),
    ];

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
