using Dapper;
using Garita.Contracts.Identities;
using Garita.Enrollment.Sessions;
using Garita.Pki.Keys;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Bootstrap.Storage;

/// <summary>The SQL of token sessions.</summary>
internal static class SessionTable
{
    public static TokenSession? Find(SqliteConnection db, SessionId id)
    {
        Row? row = db.QueryFirstOrDefault<Row>("SELECT * FROM bootstrap_session WHERE id = @Hex", new { id.Hex });
        return row is null ? null : ToSession(row);
    }

    public static IReadOnlyList<TokenSession> Of(SqliteConnection db, Identity device) =>
    [
        .. db.Query<Row>("SELECT * FROM bootstrap_session WHERE device = @name", new { name = device.Name })
            .Select(ToSession),
    ];

    public static void Save(SqliteConnection db, TokenSession session) => db.Execute(
        """
        INSERT OR REPLACE INTO bootstrap_session
            (id, device, key, thumbprint, batch, created_ms, expires_ms, ended, generation, refresh_hash,
             previous_hash, rotated_ms, seen, last_seq, last_request, last_ms, granted_ms)
        VALUES (@id, @device, @key, @Thumbprint, @Batch, @created, @expires, @ended, @Generation, @refresh,
             @previous, @rotated, @seen, @LastSequence, @LastRequest, @last, @granted)
        """,
        new
        {
            id = session.Id.Hex,
            device = session.Device.Name,
            key = session.Key.SubjectPublicKeyInfo.ToArray(),
            session.Thumbprint,
            session.Batch,
            created = Moment.ToMs(session.CreatedAt),
            expires = Moment.ToMs(session.ExpiresAt),
            ended = BootstrapWords.Of(session.End),
            session.Generation,
            refresh = session.RefreshHash.ToArray(),
            previous = session.PreviousHash?.ToArray(),
            rotated = Moment.ToMs(session.RotatedAt),
            seen = session.IsSeen ? 1 : 0,
            session.LastSequence,
            session.LastRequest,
            last = Moment.ToMs(session.LastAt),
            granted = session.GrantedAt is { } at ? Moment.ToMs(at) : (long?)null,
        });

    public static void Delete(SqliteConnection db, TokenSession session) =>
        db.Execute("DELETE FROM bootstrap_session WHERE id = @Hex", new { session.Id.Hex });

    private static TokenSession ToSession(Row row)
    {
        bool valid = SessionId.TryParse(row.Id, out SessionId id)
            & EcPublicKey.TryParse(row.Key, out EcPublicKey? key) == KeyRefusal.None;
        return valid
            ? new TokenSession(id, Identity.Device(row.Device), key!)
            {
                Thumbprint = row.Thumbprint,
                Batch = row.Batch,
                CreatedAt = Moment.From(row.Created_ms),
                ExpiresAt = Moment.From(row.Expires_ms),
                End = BootstrapWords.End(row.Ended),
                Generation = (int)row.Generation,
                RefreshHash = row.Refresh_hash,
                PreviousHash = BootstrapWords.Bytes(row.Previous_hash),
                RotatedAt = Moment.From(row.Rotated_ms),
                IsSeen = row.Seen == 1,
                LastSequence = row.Last_seq,
                LastRequest = row.Last_request,
                LastAt = Moment.From(row.Last_ms),
                GrantedAt = Moment.From(row.Granted_ms),
            }
            : throw new StorageException(StorageFault.Damaged, $"'{row.Id}' is no session");
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Device { get; init; } = "";

        public byte[] Key { get; init; } = [];

        public string Thumbprint { get; init; } = "";

        public string Batch { get; init; } = "";

        public long Created_ms { get; init; }

        public long Expires_ms { get; init; }

        public string Ended { get; init; } = "";

        public long Generation { get; init; }

        public byte[] Refresh_hash { get; init; } = [];

        public byte[]? Previous_hash { get; init; }

        public long Rotated_ms { get; init; }

        public long Seen { get; init; }

        public long Last_seq { get; init; }

        public string Last_request { get; init; } = "";

        public long Last_ms { get; init; }

        public long? Granted_ms { get; init; }
    }
}
