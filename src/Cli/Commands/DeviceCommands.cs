using System.CommandLine;
using System.Text.Json;
using Garita.Cli.Api;
using Garita.Cli.Bootstrap;
using Garita.Cli.Output;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Api.Devices;

namespace Garita.Cli.Commands;

/// <summary><c>garita device …</c>: the registry of devices.</summary>
public static class DeviceCommands
{
    private const int PageSize = 500;

    private static readonly Argument<string> _id = new("ID") { Description = "The device's id: ABCD1234 or a uuid" };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("device", "Devices: add, list, show, disable, remove").With(
        DeviceAddCommand.Create(),
        CreateList(),
        new Command("show", "Everything known about one device").With(_id).Does(ShowAsync),
        new Command("disable", "Refuse a device until it is enabled; ends its session at once").With(_id)
            .Does((session, stop) => ChangeAsync(session, "disable", stop)),
        new Command("enable", "Let a disabled device in again").With(_id)
            .Does((session, stop) => ChangeAsync(session, "enable", stop)),
        CreateRemove(),
        CreateGroups(),
        CreateDesired(),
        new Command("reported", "Show the state that a device reported").With(_id)
            .Does((session, stop) => ShowStateAsync(session, "reported", stop)))
        .With(DeviceBootstrapCommands.Create());

    private static Command CreateList()
    {
        Option<string?> type = new("--type") { Description = "Only this type" };
        Option<string?> group = new("--group") { Description = "Only this group" };
        Option<string?> state = new("--state") { Description = "Only this state: active, disabled or removed" };
        Option<bool> connected = new("--connected") { Description = "Only devices with a live session" };
        return new Command("list", "List devices").With(type, group, state, connected).Does(async (session, stop) =>
        {
            string filter = $"limit={PageSize}" + Query("type", session.Get(type)) + Query("group", session.Get(group))
                + Query("state", session.Get(state)) + (session.Get(connected) ? "&connected=true" : string.Empty);
            using ApiClient api = session.OpenApi();
            List<DeviceView> devices = [];
            string? after = null;
            do
            {
                DevicePage page = await api.GetAsync<DevicePage>(
                    $"api/v1/devices?{filter}{Query("after", after)}", stop);
                devices.AddRange(page.Items);
                after = page.Next;
            }
            while (after is not null);
            PrintList(session, devices);
        });
    }

    private static void PrintList(CliSession session, List<DeviceView> devices)
    {
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(devices);
            return;
        }

        DateTimeOffset now = session.Time.GetUtcNow();
        TableView table = new("id", "type", "state", "connected", "last seen", "firmware", "groups");
        foreach (DeviceView device in devices)
        {
            table.Add(device.Id, device.Type, Word(device.State), device.Connected ? "yes" : "no",
                Printable.Ago(device.LastSeen, now), device.FirmwareVersion, string.Join(',', device.Groups));
        }

        table.WriteTo(session.Terminal);
    }

    private static async Task ShowAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        DeviceView device = await api.GetAsync<DeviceView>(PathOf(session), stop);
        Print(session, device);
    }

    private static void Print(CliSession session, DeviceView device)
    {
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(device);
            return;
        }

        DateTimeOffset now = session.Time.GetUtcNow();
        FieldsView fields = new(session.Terminal);
        fields.Write("id", device.Id);
        fields.Write("type", device.Type);
        fields.Write("serial", device.Serial);
        fields.Write("state", Word(device.State));
        fields.Write("connected", device.Connected ? "yes" : "no");
        fields.Write("last seen", Printable.Ago(device.LastSeen, now));
        fields.Write("firmware", device.FirmwareVersion);
        fields.Write("groups", string.Join(", ", device.Groups));
        fields.Write("created", device.Created.ToString("u", null));
        foreach (CertificateView certificate in device.Certificates)
        {
            fields.Write("certificate", $"{certificate.Fingerprint} until {certificate.NotAfter:u}");
        }
    }

    private static async Task ChangeAsync(CliSession session, string change, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        DeviceView device = await api.SendAsync<DeviceView>(HttpMethod.Post, $"{PathOf(session)}/{change}", null, stop);
        Print(session, device);
    }

    private static Command CreateRemove()
    {
        Option<bool> yes = new("--yes") { Description = "Do not ask" };
        return new Command("rm", "Remove a device for good; its id is never used again").With(_id, yes)
            .Does(async (session, stop) =>
            {
                string id = session.Get(_id);
                if (!session.Get(yes) && !session.Terminal.Confirm($"Remove {id} for good?"))
                {
                    throw new CliException(
                        ExitCode.Usage, $"{id} was not removed", "say --yes to remove without a question");
                }

                using ApiClient api = session.OpenApi();
                await api.SendAsync(HttpMethod.Delete, PathOf(session), null, stop);
                session.Terminal.Note($"{id} is removed; its session has ended and its certificate is refused");
            });
    }

    private static Command CreateGroups()
    {
        Argument<string[]> groups = new("GROUP")
        {
            Description = "All groups of the device; none empties them",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return new Command("groups", "Replace a device's groups").With(_id, groups).Does(async (session, stop) =>
        {
            using ApiClient api = session.OpenApi();
            Print(session, await api.SendAsync<DeviceView>(
                HttpMethod.Put, PathOf(session) + "/groups", new SetGroupsRequest(session.Get(groups)), stop));
        });
    }

    private static Command CreateDesired()
    {
        Option<string?> set = new("--set")
        {
            Description = "A JSON object to set as the desired state",
            HelpName = "JSON",
        };
        return new Command("desired", "Show or set the state that a device should be in").With(_id, set)
            .Does(async (session, stop) =>
            {
                if (session.Get(set) is not { } json)
                {
                    await ShowStateAsync(session, "desired", stop);
                    return;
                }

                using ApiClient api = session.OpenApi();
                StateDocument stored = await api.SendAsync<StateDocument>(
                    HttpMethod.Put, PathOf(session) + "/desired", JsonArgument.Parse("--set", json), stop);
                session.Terminal.WriteJson(stored);
            });
    }

    private static async Task ShowStateAsync(CliSession session, string which, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        StateDocument document = await api.GetAsync<StateDocument>($"{PathOf(session)}/{which}", stop);
        session.Terminal.WriteJson(document);
    }

    private static string Word(DeviceState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    private static string PathOf(CliSession session) => "api/v1/devices/" + Uri.EscapeDataString(session.Get(_id));

    private static string Query(string name, string? value) =>
        value is null ? string.Empty : $"&{name}={Uri.EscapeDataString(value)}";
}
