using System.Collections.Frozen;
using Dapper;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Garita.Pki.Keys;
using Garita.Server.Bootstrap.Storage;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Registry;

/// <summary>The registry's SQL. Every method runs inside the caller's transaction.</summary>
internal static class IdentityTable
{
    /// <summary>Between groups in one column; not in their alphabet.</summary>
    private const char Separator = ' ';

    private const string IdentityColumns =
        "SELECT kind, name, state, type, serial, firmware_version, groups, created_ms, last_seen_ms, encryption_key "
        + "FROM identity";

    private const string CertificateColumns =
        "SELECT fingerprint, kind, name, active, not_before_ms, not_after_ms, unit FROM certificate";

    public static List<IdentityRecord> All(SqliteConnection db)
    {
        ILookup<Identity, RegisteredCertificate> certificates = db
            .Query<CertificateRow>(CertificateColumns + " ORDER BY not_before_ms")
            .Select(ToCertificate)
            .ToLookup(certificate => certificate.Identity);
        return [.. db.Query<IdentityRow>(IdentityColumns).Select(row => ToRecord(row, certificates))];
    }

    public static IdentityRecord? Find(SqliteConnection db, Identity identity)
    {
        object key = Key(identity);
        IdentityRow? row = db.QueryFirstOrDefault<IdentityRow>(
            IdentityColumns + " WHERE kind = @kind AND name = @name", key);
        return row is null ? null : ToRecord(row, db
            .Query<CertificateRow>(
                CertificateColumns + " WHERE kind = @kind AND name = @name ORDER BY not_before_ms", key)
            .Select(ToCertificate)
            .ToLookup(certificate => certificate.Identity));
    }

    public static AddRefusal Add(SqliteConnection db, NewIdentity added, DateTimeOffset now)
    {
        string folded = added.Identity.Name.ToLowerInvariant();
        string kind = Words.Of(added.Identity.Kind);
        (string? Name, string? State) held = db.QueryFirstOrDefault<(string?, string?)>(
            "SELECT name, state FROM identity WHERE kind = @kind AND folded = @folded", new { kind, folded });
        if (held.Name is not null)
        {
            bool isSame = held.Name == added.Identity.Name;
            bool isRemoved = Words.State(held.State!) == DeviceState.Removed;
            return !isSame ? AddRefusal.TakenInOtherCase : isRemoved ? AddRefusal.WasRemoved : AddRefusal.Taken;
        }

        db.Execute(
            """
            INSERT INTO identity (kind, name, folded, state, type, serial, groups, created_ms, encryption_key)
            VALUES (@kind, @Name, @folded, 'active', @Type, @Serial, @groups, @now, @encryptionKey)
            """,
            new
            {
                kind,
                added.Identity.Name,
                folded,
                added.Type,
                added.Serial,
                groups = Join(added.Groups),
                now = Moment.ToMs(now),
                encryptionKey = added.EncryptionKey?.SubjectPublicKeyInfo.ToArray(),
            });
        if (added.Bootstrap is { } terms)
        {
            BootstrapDeviceTable.Add(db, added.Identity, terms);
        }

        return AddRefusal.None;
    }

    /// <summary>
    /// Takes back an identity for which nothing was ever signed. Its name was never out, so it stays free.
    /// </summary>
    public static int Withdraw(SqliteConnection db, Identity identity) => db.Execute(
        """
        DELETE FROM identity WHERE kind = @kind AND name = @name
        AND NOT EXISTS (SELECT 1 FROM issuance i
                        WHERE i.kind = @kind AND i.name = @name AND (i.outcome IS NULL OR i.outcome = 'issued'))
        """,
        Key(identity));

    /// <summary>
    /// After a crash: takes back every identity for which nothing was signed and handed out, but those that have yet to
    /// ask for it themselves.
    /// </summary>
    public static int WithdrawUnfinished(SqliteConnection db) => db.Execute(
        """
        DELETE FROM identity WHERE state <> 'removed'
        AND NOT EXISTS (SELECT 1 FROM issuance i
                        WHERE i.kind = identity.kind AND i.name = identity.name AND i.outcome = 'issued')
        AND NOT EXISTS (SELECT 1 FROM bootstrap_device b WHERE identity.kind = 'device' AND b.device = identity.name)
        """);

    public static int SetState(SqliteConnection db, Identity identity, DeviceState state)
    {
        var change = new { kind = Words.Of(identity.Kind), name = identity.Name, state = Words.Of(state) };
        if (state == DeviceState.Removed)
        {
            db.Execute("UPDATE certificate SET active = 0 WHERE kind = @kind AND name = @name", change);
        }

        if (state != DeviceState.Active && identity.Kind == IdentityKind.Device)
        {
            // What it was let into does not wait for it until it is enabled again.
            db.Execute(
                """
                UPDATE bootstrap_session SET ended = 'device-disabled' WHERE device = @name AND ended = 'no';
                DELETE FROM bootstrap_registration WHERE device = @name
                """,
                change);
        }

        return db.Execute(
            "UPDATE identity SET state = @state WHERE kind = @kind AND name = @name AND state <> 'removed'", change);
    }

    public static int SetGroups(SqliteConnection db, Identity identity, IReadOnlyList<string> groups) => db.Execute(
        "UPDATE identity SET groups = @groups WHERE kind = @kind AND name = @name",
        new { kind = Words.Of(identity.Kind), name = identity.Name, groups = Join(groups) });

    public static int SetFirmware(SqliteConnection db, Identity identity, string version) => db.Execute(
        "UPDATE identity SET firmware_version = @version WHERE kind = @kind AND name = @name",
        new { kind = Words.Of(identity.Kind), name = identity.Name, version });

    public static int SetLastSeen(SqliteConnection db, Identity identity, DateTimeOffset seen) => db.Execute(
        "UPDATE identity SET last_seen_ms = @seen WHERE kind = @kind AND name = @name",
        new { kind = Words.Of(identity.Kind), name = identity.Name, seen = Moment.ToMs(seen) });

    private static object Key(Identity identity) => new { kind = Words.Of(identity.Kind), name = identity.Name };

    private static string Join(IReadOnlyList<string> groups) =>
        string.Join(Separator, groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static IdentityRecord ToRecord(IdentityRow row, ILookup<Identity, RegisteredCertificate> certificates)
    {
        Identity identity = Words.Identity(row.Kind, row.Name);
        return new IdentityRecord
        {
            Identity = identity,
            State = Words.State(row.State),
            Created = Moment.From(row.Created_ms),
            LastSeen = Moment.From(row.Last_seen_ms),
            Type = row.Type,
            Serial = row.Serial,
            FirmwareVersion = row.Firmware_version,
            EncryptionKey = ToKey(row.Encryption_key),
            Groups = row.Groups.Split(Separator, StringSplitOptions.RemoveEmptyEntries)
                .ToFrozenSet(StringComparer.Ordinal),
            Certificates = [.. certificates[identity]],
        };
    }

    private static EcPublicKey? ToKey(byte[]? encoded)
    {
        EcPublicKey? key = null;
        KeyRefusal refusal = encoded is null ? KeyRefusal.None : EcPublicKey.TryParse(encoded, out key);
        return refusal == KeyRefusal.None
            ? key
            : throw new StorageException(StorageFault.Damaged, $"an encryption key is none: {refusal}");
    }

    private static RegisteredCertificate ToCertificate(CertificateRow row) => new(
        CertificateFingerprint.TryParse(row.Fingerprint, out CertificateFingerprint fingerprint)
            ? fingerprint
            : throw new StorageException(StorageFault.Damaged, $"'{row.Fingerprint}' is not a fingerprint"),
        Words.Identity(row.Kind, row.Name),
        row.Active == 1,
        Moment.From(row.Not_before_ms),
        Moment.From(row.Not_after_ms),
        row.Unit);

    private sealed record IdentityRow
    {
        public string Kind { get; init; } = "";

        public string Name { get; init; } = "";

        public string State { get; init; } = "";

        public string? Type { get; init; }

        public string? Serial { get; init; }

        public string? Firmware_version { get; init; }

        public string Groups { get; init; } = "";

        public long Created_ms { get; init; }

        public long? Last_seen_ms { get; init; }

        public byte[]? Encryption_key { get; init; }
    }

    private sealed record CertificateRow
    {
        public string Fingerprint { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Name { get; init; } = "";

        public long Active { get; init; }

        public long Not_before_ms { get; init; }

        public long Not_after_ms { get; init; }

        public string? Unit { get; init; }
    }
}
