using System.Globalization;
using System.Text;
using System.Text.Json;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Telemetry;
using Garita.Server.Telemetry;

namespace Garita.Server.Api.Endpoints;

/// <summary>Writes measurements as lines: JSON (NDJSON) or CSV (RFC 4180).</summary>
internal sealed class TelemetryExport
{
    private readonly bool _isCsv;

    private TelemetryExport(bool isCsv) => _isCsv = isCsv;

    public string ContentType => _isCsv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";

    public static TelemetryExport Of(string format) => new(format == "csv");

    public Task WriteHeaderAsync(Stream output, CancellationToken cancellationToken) => _isCsv
        ? output.WriteAsync("device,series,time,received,value,unit\r\n"u8.ToArray(), cancellationToken).AsTask()
        : Task.CompletedTask;

    public async Task WriteAsync(
        Stream output, IReadOnlyList<StoredMeasurement> page, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        foreach (StoredMeasurement stored in page)
        {
            if (_isCsv)
            {
                AppendCsv(text, stored.Point);
            }
            else
            {
                text.Append(JsonSerializer.Serialize(stored.Point, ApiJson.Default.TelemetryPoint)).Append('\n');
            }
        }

        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken).ConfigureAwait(false);
    }

    private static void AppendCsv(StringBuilder text, TelemetryPoint point) => text
        .Append(point.Device).Append(',')
        .Append(Quote(point.Series)).Append(',')
        .Append(Rfc3339(point.Time)).Append(',')
        .Append(Rfc3339(point.Received)).Append(',')
        .Append(point.Value.ValueKind == JsonValueKind.String
            ? Quote(point.Value.GetString()!) : point.Value.GetRawText())
        .Append(',')
        .Append(Quote(point.Unit ?? string.Empty))
        .Append("\r\n");

    private static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Quotes a text. One that a spreadsheet would take for a formula gets an apostrophe before it: a device must not
    /// run anything on the desk of the person who opens the file.
    /// </summary>
    private static string Quote(string text)
    {
        string safe = text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r') ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
