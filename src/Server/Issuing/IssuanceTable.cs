using Dapper;
using Garita.Authority.Issuing;
using Garita.Contracts.Identities;
using Garita.Pki.Issuing;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Issuing;

/// <summary>
/// The lasting memory of everything that was signed. An outcome "issued" and the certificate's entry in the registry
/// are
/// one transaction: no certificate is ever accepted without a record of how it came to be, nor the other way round.
/// </summary>
public sealed class IssuanceTable(Database database) : IIssuanceStore
{
    /// <inheritdoc/>
    public Task<IntentRecording> RecordIntentAsync(IssuanceIntent intent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(intent);
        return database.Writer.WriteAsync(db => RecordIntent(db, intent), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RecordOutcomeAsync(IssuanceOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return database.Writer.WriteAsync(db => RecordOutcome(db, outcome), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CertificateSerial>> FindUnfinishedAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CertificateSerial>>(
            db =>
            [
                .. db.Query<string>(
                    "SELECT serial FROM issuance WHERE outcome IS NULL ORDER BY recorded_ms LIMIT @limit",
                    new { limit })
                    .Select(hex => CertificateSerial.TryParse(hex, out CertificateSerial serial)
                        ? serial
                        : throw new StorageException(StorageFault.Damaged, $"'{hex}' is not a serial")),
            ],
            cancellationToken);

    private static IntentRecording RecordIntent(SqliteConnection db, IssuanceIntent intent)
    {
        (string Kind, string Name) owner = db.QueryFirstOrDefault<(string, string)>(
            "SELECT kind, name FROM issuance WHERE key_hash = @hash AND NOT (kind = @kind AND name = @name) LIMIT 1",
            new { hash = intent.KeyHash.Hex, kind = Words.Of(intent.Identity.Kind), name = intent.Identity.Name });
        if (owner.Kind is not null)
        {
            return new IntentRecording(IntentStatus.KeyOfAnother, Words.Identity(owner.Kind, owner.Name));
        }

        int added = db.Execute(
            """
            INSERT INTO issuance (serial, kind, name, key_hash, unit, not_before_ms, not_after_ms, csr, recorded_ms)
            VALUES (@serial, @kind, @name, @hash, @unit, @notBefore, @notAfter, @csr, @recorded)
            ON CONFLICT (serial) DO NOTHING
            """,
            new
            {
                serial = intent.Serial.Hex,
                kind = Words.Of(intent.Identity.Kind),
                name = intent.Identity.Name,
                hash = intent.KeyHash.Hex,
                unit = intent.OrganizationalUnit,
                notBefore = Moment.ToMs(intent.NotBefore),
                notAfter = Moment.ToMs(intent.NotAfter),
                csr = intent.Csr.ToArray(),
                recorded = Moment.ToMs(intent.RecordedAt),
            });
        return new IntentRecording(added == 1 ? IntentStatus.Recorded : IntentStatus.SerialTaken);
    }

    private static int RecordOutcome(SqliteConnection db, IssuanceOutcome outcome)
    {
        CertificateFingerprint? fingerprint = outcome.Fingerprint;
        int changed = db.Execute(
            """
            UPDATE issuance
            SET outcome = @word, outcome_ms = @at, certificate = @der, fingerprint = @fingerprint
            WHERE serial = @serial AND outcome IS NULL
            """,
            new
            {
                word = Words.Of(outcome.Kind),
                at = Moment.ToMs(outcome.At),
                der = fingerprint is null ? null : outcome.Certificate.ToArray(),
                fingerprint = fingerprint?.Hex,
                serial = outcome.Serial.Hex,
            });
        if (changed != 1)
        {
            throw new InvalidOperationException($"serial {outcome.Serial} has no intent that waits for an outcome");
        }

        // An identity that was disabled or removed meanwhile gets no new active certificate.
        return fingerprint is null ? 0 : db.Execute(
            """
            INSERT INTO certificate (fingerprint, kind, name, active, not_before_ms, not_after_ms, unit)
            SELECT i.fingerprint, i.kind, i.name, 1, i.not_before_ms, i.not_after_ms, i.unit
            FROM issuance i JOIN identity d ON d.kind = i.kind AND d.name = i.name
            WHERE i.serial = @serial AND d.state = 'active'
            """,
            new { serial = outcome.Serial.Hex });
    }
}
