using System.Globalization;
using Garita.AuditLog;
using Garita.AuditLog.Entries;
using Garita.AuditLog.Verification;
using Garita.Merkle.Notes;

namespace Garita.Cli.Demo.Rollouts;

/// <summary>
/// What an export of the audit log tells of some rollouts, once it was verified with the log's key alone.
/// </summary>
internal static class AuditTrail
{
    /// <summary>Reads and verifies it; one line for each entry that names a rollout.</summary>
    /// <exception cref="CliException">It does not verify.</exception>
    public static async Task<(LogReport Report, IReadOnlyList<string> Lines)> ReadAsync(
        DemoStage stage, NoteKey key, IReadOnlyList<string> rollouts, CancellationToken stop)
    {
        using MemoryStream export = new(await stage.Api.DownloadAsync(
            "api/v1/audit/export",
            async stream =>
            {
                using MemoryStream copy = new();
                await stream.CopyToAsync(copy, stop);
                return copy.ToArray();
            },
            stop));
        List<string> lines = [];
        LogReport report = LogVerifier.Verify(export, key, known: null, stored =>
        {
            string? line = Describe(stored);
            if (line is not null && rollouts.Any(name => line.Contains(name, StringComparison.Ordinal)))
            {
                lines.Add(line);
            }
        });
        return report.Fault == ExportFault.None
            ? (report, lines)
            : throw new CliException(ExitCode.Failed, $"the log does not verify: {report.Fault}");
    }

    private static string? Describe(StoredEntry stored) => stored.Entry switch
    {
        IntentEntry intent => Line(stored, intent.Time, $"{intent.Actor} {intent.Action} {intent.Subject}"),
        OutcomeEntry { Detail.Length: > 0 } outcome => Line(stored, outcome.Time, outcome.Detail),
        NoteEntry note => Line(stored, note.Time, $"{note.Actor}: {note.Text}"),
        _ => null,
    };

    private static string Line(StoredEntry stored, DateTimeOffset time, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{stored.Index,4}  {time:HH:mm:ss}  {what}");
}
