using System.CommandLine;
using System.Text.Json;
using Garita.Cli.Api;
using Garita.Cli.Output;
using Garita.Contracts.Api.Telemetry;

namespace Garita.Cli.Commands;

/// <summary><c>garita telemetry …</c>: what devices measured.</summary>
public static class TelemetryCommands
{
    private const string DataField = "data: ";
    private const string EventField = "event: ";

    /// <summary>Builds the command.</summary>
    public static Command Create() =>
        new Command("telemetry", "Measurements: watch, show, export").With(CreateTail(), CreateLast(), CreateExport());

    private static Command CreateTail()
    {
        Option<string?> device = new("--device") { Description = "Only this device", HelpName = "ID" };
        Option<string?> series = new("--series") { Description = "Only this series" };
        return new Command("tail", "Print measurements as they arrive, until Ctrl-C").With(device, series)
            .Does(async (session, stop) =>
            {
                string path = "api/v1/telemetry/tail?" + string.Join('&', Pairs(
                    ("device", session.Get(device)), ("series", session.Get(series))));
                using ApiClient api = session.OpenApi();
                string kind = "message";
                await foreach (string line in api.ReadLinesAsync(path, stop))
                {
                    kind = Take(session, line, kind);
                }

                throw new CliException(ExitCode.Unreachable, "the server ended the stream");
            });
    }

    // Server-sent events: "event:" names what the "data:" after it holds; an empty line ends one event.
    private static string Take(CliSession session, string line, string kind)
    {
        if (line.StartsWith(EventField, StringComparison.Ordinal))
        {
            return line[EventField.Length..];
        }

        if (kind == "dropped")
        {
            throw new CliException(
                ExitCode.Failed,
                "this reader fell behind and measurements were skipped",
                "'garita telemetry export' has them all");
        }

        if (kind == "measurement" && line.StartsWith(DataField, StringComparison.Ordinal))
        {
            Print(session, line[DataField.Length..]);
        }

        return line.Length == 0 ? "message" : kind;
    }

    private static void Print(CliSession session, string json)
    {
        if (session.Terminal.Json)
        {
            session.Terminal.Output.WriteLine(json);
            return;
        }

        TelemetryPoint point = JsonSerializer.Deserialize<TelemetryPoint>(json, ApiClient.Json)!;
        session.Terminal.Output.WriteLine(Printable.Clean(
            $"{point.Time:HH:mm:ss.fff}  {point.Device,-12} {point.Series,-16} {point.Value} {point.Unit}"));
    }

    private static Command CreateLast()
    {
        Argument<string> id = new("ID") { Description = "The device's id" };
        return new Command("last", "The last value of each series of a device").With(id).Does(async (session, stop) =>
        {
            using ApiClient api = session.OpenApi();
            TelemetryPage page = await api.GetAsync<TelemetryPage>(
                $"api/v1/devices/{Uri.EscapeDataString(session.Get(id))}/telemetry/last", stop);
            if (session.Terminal.Json)
            {
                session.Terminal.WriteJson(page.Items);
                return;
            }

            TableView table = new("series", "value", "unit", "measured");
            foreach (TelemetryPoint point in page.Items)
            {
                table.Add(point.Series, point.Value.ToString(), point.Unit,
                    Printable.Ago(point.Time, session.Time.GetUtcNow()));
            }

            table.WriteTo(session.Terminal);
        });
    }

    private static Command CreateExport()
    {
        Argument<string> id = new("ID") { Description = "The device's id" };
        Option<string?> series = new("--series") { Description = "Only this series" };
        Option<DateTimeOffset?> from = new("--from")
        {
            Description = "Measured at or after this time",
            HelpName = "TIME",
        };
        Option<DateTimeOffset?> to = new("--to") { Description = "Measured before this time", HelpName = "TIME" };
        Option<string> format = new("--format") { Description = "ndjson or csv", DefaultValueFactory = _ => "ndjson" };
        format.AcceptOnlyFromAmong("ndjson", "csv");
        return new Command("export", "Print all stored measurements of a device").With(id, series, from, to, format)
            .Does(async (session, stop) =>
            {
                string path = $"api/v1/devices/{Uri.EscapeDataString(session.Get(id))}/telemetry/export?"
                    + string.Join('&', Pairs(
                        ("format", session.Get(format)), ("series", session.Get(series)),
                        ("from", session.Get(from)?.ToString("O")), ("to", session.Get(to)?.ToString("O"))));
                using ApiClient api = session.OpenApi();
                await foreach (string line in api.ReadLinesAsync(path, stop))
                {
                    session.Terminal.Output.WriteLine(line);
                }
            });
    }

    private static IEnumerable<string> Pairs(params (string Name, string? Value)[] pairs) => pairs
        .Where(pair => pair.Value is not null)
        .Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}");
}
