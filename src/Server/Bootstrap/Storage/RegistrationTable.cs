using Dapper;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Registrations;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Bootstrap.Storage;

/// <summary>The SQL of registrations and of what codes cost.</summary>
internal static class RegistrationTable
{
    public static IReadOnlyList<Registration> Of(SqliteConnection db, Identity device) =>
    [
        .. db.Query<Row>(
            "SELECT * FROM bootstrap_registration WHERE device = @name ORDER BY created_ms, key",
            new { name = device.Name }).Select(ToRegistration),
    ];

    /// <summary>What waits of all devices, the one that came first ahead.</summary>
    public static IReadOnlyList<Registration> Waiting(SqliteConnection db, DateTimeOffset now, int most) =>
    [
        .. db.Query<Row>(
            """
            SELECT * FROM bootstrap_registration WHERE expires_ms > @now ORDER BY created_ms, device, key LIMIT @most
            """,
            new { now = Moment.ToMs(now), most }).Select(ToRegistration),
    ];

    public static void Save(SqliteConnection db, Registration registration) => db.Execute(
        """
        INSERT OR REPLACE INTO bootstrap_registration
            (device, key, batch, factor, created_ms, sent_ms, expires_ms, code_mac, tries_left, approved)
        VALUES (@device, @Key, @Batch, @factor, @created, @sent, @expires, @mac, @TriesLeft, @approved)
        """,
        new
        {
            device = registration.Device.Name,
            registration.Key,
            registration.Batch,
            factor = SecondFactorWord.Word(registration.Factor),
            created = Moment.ToMs(registration.CreatedAt),
            sent = Moment.ToMs(registration.SentAt),
            expires = Moment.ToMs(registration.ExpiresAt),
            mac = registration.CodeMac?.ToArray(),
            registration.TriesLeft,
            approved = registration.IsApproved ? 1 : 0,
        });

    public static void Delete(SqliteConnection db, Registration registration) => db.Execute(
        "DELETE FROM bootstrap_registration WHERE device = @device AND key = @Key",
        new { device = registration.Device.Name, registration.Key });

    public static CodeSpending? FindSpending(SqliteConnection db, string purse)
    {
        SpendingRow? row = db.QueryFirstOrDefault<SpendingRow>(
            "SELECT * FROM code_spending WHERE purse = @purse", new { purse });
        return row is null
            ? null
            : new CodeSpending(purse, Moment.From(row.Since_ms), (int)row.Used, Moment.From(row.Rest_until_ms));
    }

    public static void Save(SqliteConnection db, CodeSpending spending) => db.Execute(
        """
        INSERT OR REPLACE INTO code_spending (purse, since_ms, used, rest_until_ms)
        VALUES (@Purse, @since, @Used, @rest)
        """,
        new
        {
            spending.Purse,
            since = Moment.ToMs(spending.Since),
            spending.Used,
            rest = spending.RestUntil is { } until ? Moment.ToMs(until) : (long?)null,
        });

    private static Registration ToRegistration(Row row) => new(Identity.Device(row.Device), row.Key, row.Batch)
    {
        Factor = BootstrapWords.Factor(row.Factor),
        CreatedAt = Moment.From(row.Created_ms),
        SentAt = Moment.From(row.Sent_ms),
        ExpiresAt = Moment.From(row.Expires_ms),
        CodeMac = BootstrapWords.Bytes(row.Code_mac),
        TriesLeft = (int)row.Tries_left,
        IsApproved = row.Approved == 1,
    };

    private sealed record Row
    {
        public string Device { get; init; } = "";

        public string Key { get; init; } = "";

        public string Batch { get; init; } = "";

        public string Factor { get; init; } = "";

        public long Created_ms { get; init; }

        public long Sent_ms { get; init; }

        public long Expires_ms { get; init; }

        public byte[]? Code_mac { get; init; }

        public long Tries_left { get; init; }

        public long Approved { get; init; }
    }

    private sealed record SpendingRow
    {
        public long Since_ms { get; init; }

        public long Used { get; init; }

        public long? Rest_until_ms { get; init; }
    }
}
