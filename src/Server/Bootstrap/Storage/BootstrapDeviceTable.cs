using Dapper;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Registrations;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Bootstrap.Storage;

/// <summary>The SQL of devices that bootstrap. Every method runs inside the caller's transaction.</summary>
internal static class BootstrapDeviceTable
{
    public static void Add(SqliteConnection db, Identity device, BootstrapTerms terms) => db.Execute(
        """
        INSERT INTO bootstrap_device (device, factor, address, totp_seed, batch, living)
        VALUES (@device, @factor, @Address, @seed, @Batch, @living)
        """,
        new
        {
            device = device.Name,
            factor = SecondFactorWord.Word(terms.Factor),
            terms.Address,
            seed = terms.TotpSeed?.ToArray(),
            terms.Batch,
            living = BootstrapWords.Of(terms.Living),
        });

    public static EnrolledDevice? Find(SqliteConnection db, Identity device)
    {
        Row? row = db.QueryFirstOrDefault<Row>(
            """
            SELECT b.*, d.state = 'active' AS active,
                EXISTS (SELECT 1 FROM certificate c WHERE c.kind = 'device' AND c.name = b.device) AS certified
            FROM bootstrap_device b JOIN identity d ON d.kind = 'device' AND d.name = b.device
            WHERE b.device = @name
            """,
            new { name = device.Name });
        return row is null ? null : new EnrolledDevice(device)
        {
            IsActive = row.Active == 1,
            Factor = BootstrapWords.Factor(row.Factor),
            Address = row.Address,
            TotpSeed = BootstrapWords.Bytes(row.Totp_seed),
            Batch = row.Batch,
            Living = BootstrapWords.Living(row.Living),
            HasCertificate = row.Certified == 1,
            IsReadmitted = row.Readmitted == 1,
            CodeDay = Moment.From(row.Code_day_ms),
            CodesToday = (int)row.Codes_today,
            LastTotpStep = row.Last_totp_step,
        };
    }

    public static void Save(SqliteConnection db, EnrolledDevice device) => db.Execute(
        """
        UPDATE bootstrap_device SET readmitted = @readmitted, code_day_ms = @day, codes_today = @CodesToday,
            last_totp_step = @LastTotpStep
        WHERE device = @name
        """,
        new
        {
            name = device.Device.Name,
            readmitted = device.IsReadmitted ? 1 : 0,
            day = Moment.ToMs(device.CodeDay),
            device.CodesToday,
            device.LastTotpStep,
        });

    /// <summary>Lets a device begin again; also one that was not made for bootstrap, if terms are given.</summary>
    public static bool Readmit(SqliteConnection db, Identity device) => db.Execute(
        "UPDATE bootstrap_device SET readmitted = 1 WHERE device = @name", new { name = device.Name }) > 0;

    /// <summary>A person's yes to one key that waits.</summary>
    public static bool Approve(SqliteConnection db, Identity device, string key, DateTimeOffset now) => db.Execute(
        """
        UPDATE bootstrap_registration SET approved = 1
        WHERE device = @name AND key = @key AND factor = 'approval' AND expires_ms > @now
        """,
        new { name = device.Name, key, now = Moment.ToMs(now) }) > 0;

    private sealed record Row
    {
        public string Factor { get; init; } = "";

        public string? Address { get; init; }

        public byte[]? Totp_seed { get; init; }

        public string? Batch { get; init; }

        public string Living { get; init; } = "";

        public long Readmitted { get; init; }

        public long Code_day_ms { get; init; }

        public long Codes_today { get; init; }

        public long Last_totp_step { get; init; }

        public long Active { get; init; }

        public long Certified { get; init; }
    }
}
