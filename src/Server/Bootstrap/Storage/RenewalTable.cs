using Dapper;
using Garita.Contracts.Identities;
using Garita.Enrollment.Grants;
using Garita.Pki.Keys;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Bootstrap.Storage;

/// <summary>The SQL of renewals.</summary>
internal static class RenewalTable
{
    public static Renewal? Find(SqliteConnection db, Identity device)
    {
        Row? row = db.QueryFirstOrDefault<Row>(
            "SELECT * FROM bootstrap_renewal WHERE device = @Name", new { device.Name });
        return row is null ? null
            : PublicKeyHash.TryParse(row.Key_hash, out PublicKeyHash key)
                ? new Renewal(device, key, Moment.From(row.At_ms))
                : throw new StorageException(StorageFault.Damaged, $"'{row.Key_hash}' is no hash");
    }

    public static void Save(SqliteConnection db, Renewal renewal) => db.Execute(
        "INSERT OR REPLACE INTO bootstrap_renewal (device, key_hash, at_ms) VALUES (@Name, @Hex, @at)",
        new { renewal.Device.Name, renewal.Key.Hex, at = Moment.ToMs(renewal.At) });

    /// <summary>
    /// Makes a device's certificates worthless, but for the one that it came with, the new one, and others for the new
    /// one's key: whichever reply arrives last, its certificate is good.
    /// </summary>
    public static int RetireOthers(
        SqliteConnection db, Identity device, CertificateFingerprint shown, PublicKeyHash key) => db.Execute(
        """
        UPDATE certificate SET active = 0 WHERE kind = 'device' AND name = @Name AND active = 1
            AND fingerprint <> @shown
            AND fingerprint NOT IN (SELECT fingerprint FROM issuance
                WHERE kind = 'device' AND name = @Name AND key_hash = @key AND fingerprint IS NOT NULL)
        """,
        new { device.Name, shown = shown.Hex, key = key.Hex });

    private sealed record Row
    {
        public string Key_hash { get; init; } = "";

        public long At_ms { get; init; }
    }
}
