using System.CommandLine;
using System.Globalization;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Contracts.Api.Audit;

namespace Garita.Cli.Audit;

/// <summary><c>garita audit show</c>: the newest entries, or those from one on.</summary>
internal static class ShowCommand
{
    private const int PageLength = 1000;

    private static readonly string[] s_kinds = ["release", "way-back", "intent", "outcome", "refusal-summary", "note"];

    private static readonly Option<int> s_last = new Option<int>("--last")
    {
        Description = "How many entries, counted from the end",
        DefaultValueFactory = _ => 20,
    }.Within(1, PageLength, "1 to 1000");

    private static readonly Option<long?> s_from = new("--from") { Description = "Index of the first entry to show" };

    private static readonly Option<string?> s_kind = new("--kind")
    {
        Description = "Only entries of this kind: " + string.Join(", ", s_kinds),
    };

    public static Command Create()
    {
        s_kind.AcceptOnlyFromAmong(s_kinds);
        return new Command("show", "Show the log's key, size and newest entries").With(s_last, s_from, s_kind)
            .Does(RunAsync);
    }

    private static async Task RunAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        AuditLogView log = await api.GetAsync<AuditLogView>("api/v1/audit", stop);
        string? kind = session.Get(s_kind);
        long? from = session.Get(s_from);

        // Of one kind, as many pages as it takes are not read: the last thousand entries are looked through.
        long first = from ?? Math.Max(0, log.Size - (kind is null ? session.Get(s_last) : PageLength));
        string path = string.Create(
            CultureInfo.InvariantCulture, $"api/v1/audit/entries?from={Math.Max(0, first)}&limit={PageLength}");
        AuditPage page = await api.GetAsync<AuditPage>(path, stop);
        AuditEntryView[] found = [.. page.Items.Where(entry => kind is null || entry.Kind == kind)];
        AuditEntryView[] shown = from is null ? found[^Math.Min(found.Length, session.Get(s_last))..] : found;
        if (session.Terminal.Json)
        {
            Array.ForEach(shown, session.Terminal.WriteJson);
            return;
        }

        FieldsView fields = new(session.Terminal);
        session.Terminal.Output.WriteLine("log key       " + log.Key); // whole, to be copied
        fields.Write("entries", log.Size.ToString(CultureInfo.InvariantCulture));
        fields.Write("root", log.Root);
        fields.Write("cosigned", log.Cosigned is null ? "by no witness" : "to " + log.Cosigned.Split('\n')[1]);
        foreach (LateEntryView late in log.Late)
        {
            fields.Write(
                "not yet in it",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{late.Done:u} {late.Actor} {late.Action} {late.Subject}"));
        }

        TableView table = new("entry", "when", "kind", "what");
        foreach (AuditEntryView entry in shown)
        {
            table.Add(
                entry.Index.ToString(CultureInfo.InvariantCulture),
                entry.Time?.ToString("u", CultureInfo.InvariantCulture),
                entry.Kind ?? "dropped",
                Describe(entry));
        }

        table.WriteTo(session.Terminal);
    }

    private static string Describe(AuditEntryView entry) => entry.Kind switch
    {
        "release" => "manifest " + entry.Digest,
        "way-back" => $"of {entry.Digest} is {entry.WayBack}",
        "intent" => $"{entry.Actor} {entry.Action} {entry.Subject}",
        "outcome" => $"{entry.Result} {entry.Text}",
        "refusal-summary" => string.Join(", ", (entry.Refusals ?? [])
            .Select(row => $"{(row.Identity.Length == 0 ? "?" : row.Identity)} {row.Reason} {row.Count}"))
            + (entry.Others > 0 ? $", others {entry.Others}" : ""),
        "note" => $"{entry.Actor}: {entry.Text}",
        _ => entry.Leaf,
    };
}
