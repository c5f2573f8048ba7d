using System.CommandLine;
using System.Globalization;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Contracts.Api.Updates;

namespace Garita.Cli.Updates;

/// <summary><c>garita update …</c>: releases on their way to devices.</summary>
public static class UpdateCommands
{
    private static readonly Argument<string> _deployment = new("NAME")
    {
        Description = "What the offer was called",
    };

    private static readonly Argument<string> _device = new("DEVICE") { Description = "The device's id" };

    private static readonly Option<string[]> _only = new("--device")
    {
        Description = "Only from this device; may be repeated (default: from all)",
        HelpName = "ID",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> _named = new("--name")
    {
        Description = "Only offers of this name",
        HelpName = "NAME",
    };

    private static readonly Option<int> _limit = new Option<int>("--limit")
    {
        Description = "How many at most, the newest first: 1 to 1000 (default 100)",
        DefaultValueFactory = _ => 100,
    }.Within(1, 1000, "is 1 to 1000");

    /// <summary>Builds the commands.</summary>
    public static Command Create() => new Command("update", "Offer releases to devices, and see how far they are").With(
        UpdateOfferCommand.Create(),
        new Command("withdraw", "Take an offer back").With(_deployment, _only).Does(WithdrawAsync),
        new Command("list", "List offers, the newest first").With(_named, _limit).Does(ListAsync),
        new Command("status", "What a device was offered last, and what it says of it").With(_device)
            .Does(StatusAsync));

    private static async Task WithdrawAsync(CliSession session, CancellationToken stop)
    {
        string name = session.Get(_deployment);
        string[] only = session.Get(_only) ?? [];
        using ApiClient api = session.OpenApi();
        UpdateWithdrawn withdrawn = await api.SendAsync<UpdateWithdrawn>(
            HttpMethod.Post,
            $"api/v1/updates/{Uri.EscapeDataString(name)}/withdraw",
            new WithdrawUpdateRequest(only.Length == 0 ? null : only),
            stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(withdrawn);
        }
        else if (withdrawn.Devices.Count > 0)
        {
            session.Terminal.Note($"{name}: taken back from {string.Join(", ", withdrawn.Devices)}");
            if (!withdrawn.Logged)
            {
                session.Terminal.Note("the audit log cannot be written: it has this as soon as it can");
            }
        }

        if (withdrawn.Devices.Count == 0)
        {
            throw new CliException(
                ExitCode.NotFound, $"{name}: stands for none of these devices", "see: garita update list");
        }
    }

    private static async Task ListAsync(CliSession session, CancellationToken stop)
    {
        string query = string.Create(CultureInfo.InvariantCulture, $"api/v1/updates?limit={session.Get(_limit)}");
        query += session.Get(_named) is { } name ? "&deployment=" + Uri.EscapeDataString(name) : string.Empty;
        using ApiClient api = session.OpenApi();
        UpdatePage page = await api.GetAsync<UpdatePage>(query, stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(page.Items);
            return;
        }

        TableView table = new("device", "name", "attempt", "version", "server", "device says", "progress", "said");
        foreach (UpdateView update in page.Items)
        {
            table.Add(
                update.Device, update.Deployment, $"{update.Attempt}", update.Version, Word(update.State),
                Says(update), Progress(update), Printable.Ago(update.Reported, session.Time.GetUtcNow()));
        }

        table.WriteTo(session.Terminal);
    }

    private static async Task StatusAsync(CliSession session, CancellationToken stop)
    {
        string device = session.Get(_device);
        using ApiClient api = session.OpenApi();
        UpdatePage page = await api.GetAsync<UpdatePage>(
            $"api/v1/updates?limit=1&device={Uri.EscapeDataString(device)}", stop);
        if (page.Items is not [UpdateView update, ..])
        {
            throw new CliException(
                ExitCode.NotFound, $"{device}: was never offered anything", "see: garita update offer --help");
        }

        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(update);
            return;
        }

        FieldsView fields = new(session.Terminal);
        fields.Write("device", update.Device);
        fields.Write("name", $"{update.Deployment}, attempt {update.Attempt}");
        fields.Write("release", update.Release);
        fields.Write("version", update.Version);
        fields.Write("server", Word(update.State));
        fields.Write("device says", Says(update));
        fields.Write("progress", Progress(update));
        fields.Write("runs", update.Running);
        fields.Write("said", Printable.Ago(update.Reported, session.Time.GetUtcNow()));
        fields.Write("not taken", NotTaken(update, session.Time.GetUtcNow()));
        fields.Write("paths", string.Join(", ", update.Paths));
        fields.Write("asks again", update.Ask ? "yes, before it activates" : "no");
        fields.Write("offered by", update.OfferedBy);
        fields.Write("offered", update.Offered.ToString("u", CultureInfo.InvariantCulture));
    }

    private static string? Says(UpdateView update) =>
        update.NotTakenSince is not null ? "nothing (not taken up)"
        : update.Reason is null ? update.DeviceState
        : $"{update.DeviceState} ({update.Reason})";

    private static string? NotTaken(UpdateView update, DateTimeOffset now) => update.NotTakenSince is { } since
        ? $"{Printable.Ago(since, now)}: it was connected, and said nothing of this offer"
        : null;

    private static string? Progress(UpdateView update) =>
        update is { ChunksDone: { } done, ChunksTotal: > 0 and var total }
            ? string.Create(CultureInfo.InvariantCulture, $"{done * 100 / total} % of {total} chunks")
            : null;

    private static string Word(OfferState state) => state switch
    {
        OfferState.Offered => "offered",
        OfferState.Withdrawn => "withdrawn",
        OfferState.Superseded => "superseded",
        OfferState.Ended => "ended",
    };
}
