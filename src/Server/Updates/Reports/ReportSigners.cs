using System.Security.Cryptography.X509Certificates;
using Dapper;
using Garita.Contracts.Identities;
using Garita.Firmware.Delivery;
using Garita.Pki.Keys;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Updates.Reports;

/// <summary>Whose key signed a status. Runs inside the caller's transaction.</summary>
internal static class ReportSigners
{
    /// <summary>
    /// The fingerprint of the device's certificate in force whose key signed a status; null where none did.
    /// </summary>
    public static string? Find(SqliteConnection db, Identity device, UpdateStatusMessage status) => db
        .Query<(string Fingerprint, byte[] Certificate)>(
            """
            SELECT i.fingerprint, i.certificate FROM certificate c JOIN issuance i ON i.fingerprint = c.fingerprint
            WHERE c.kind = 'device' AND c.name = @Name AND c.active = 1 AND i.certificate IS NOT NULL
            ORDER BY i.recorded_ms DESC
            """,
            new { device.Name })
        .Where(row => KeyOf(row.Certificate) is { } key && status.IsSignedBy(key, device.Name))
        .Select(row => row.Fingerprint)
        .FirstOrDefault();

    private static EcPublicKey? KeyOf(byte[] der)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
        return EcPublicKey.TryParse(certificate.PublicKey.ExportSubjectPublicKeyInfo(), out EcPublicKey? key)
            == KeyRefusal.None ? key : null;
    }
}
