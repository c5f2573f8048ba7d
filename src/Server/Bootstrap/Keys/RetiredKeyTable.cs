using Dapper;
using Garita.Pki.Keys;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Bootstrap.Keys;

/// <summary>The SQL of keys that sign no more.</summary>
internal static class RetiredKeyTable
{
    /// <summary>How a role is spelled.</summary>
    public static string Word(KeyRole role) => role switch
    {
        KeyRole.Message => "message",
        KeyRole.Token => "token",
    };

    /// <summary>The newest of them, the newest first.</summary>
    public static List<RetiredKey> All(SqliteConnection db, int most) =>
    [
        .. db.Query<Row>(
            "SELECT * FROM bootstrap_retired_key ORDER BY retired_ms DESC, kid LIMIT @most", new { most })
            .Select(ToKey),
    ];

    public static void Add(SqliteConnection db, RetiredKey key) => db.Execute(
        """
        INSERT OR REPLACE INTO bootstrap_retired_key (kid, role, key, retired_ms, until_ms)
        VALUES (@Kid, @role, @spki, @retired, @until)
        """,
        new
        {
            key.Kid,
            role = Word(key.Role),
            spki = key.Key.SubjectPublicKeyInfo.ToArray(),
            retired = Moment.ToMs(key.Retired),
            until = Moment.ToMs(key.Until),
        });

    private static RetiredKey ToKey(Row row) =>
        EcPublicKey.TryParse(row.Key, out EcPublicKey? key) == KeyRefusal.None
            ? new RetiredKey(
                row.Kid,
                row.Role == Word(KeyRole.Token) ? KeyRole.Token : KeyRole.Message,
                key!,
                Moment.From(row.Retired_ms),
                Moment.From(row.Until_ms))
            : throw new StorageException(StorageFault.Damaged, $"'{row.Kid}' is no key");

    private sealed record Row
    {
        public string Kid { get; init; } = "";

        public string Role { get; init; } = "";

        public byte[] Key { get; init; } = [];

        public long Retired_ms { get; init; }

        public long Until_ms { get; init; }
    }
}
