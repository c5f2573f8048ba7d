using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Simulation.Types;
using Garita.Contracts.Api.Status;
using Garita.Device.Directories;

namespace Garita.Cli.Simulation;

/// <summary>
/// <c>garita simulate fleet</c>: five simulated devices, one of each type, that the registry expects.
/// </summary>
public static class SimulateFleetCommand
{
    private static readonly Argument<string> _directory = new("DIR")
    {
        Description = "New directory; each device has one of its own in it, named for its type",
    };

    private static readonly Option<string> _spool = new("--spool")
    {
        Description = "The directory that 'garita serve --code-spool' puts codes into",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly Option<string?> _host = new("--host")
    {
        Description = "The name the devices connect to (default: the server's first name)",
    };

    private static readonly Option<double> _interval = new Option<double>("--interval")
    {
        Description = "Seconds from measurement to measurement, as the registry tells the devices",
        DefaultValueFactory = _ => 10,
    }.Within(0.1, 86_400, "0.1 to 86400 seconds");

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command(
        "fleet", "Make five simulated devices that know only their uuid, and tell the registry to expect them")
        .With(_directory, _spool, _host, _interval).Does(MakeAsync);

    private static async Task MakeAsync(CliSession session, CancellationToken stop)
    {
        string target = Path.GetFullPath(session.Get(_directory));
        CredentialDirectory.RefuseExisting(target, "name a new directory");
        using ApiClient api = session.OpenApi();
        ServerStatus status = await api.GetAsync<ServerStatus>("api/v1/status", stop);
        string batch = "simulated-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        using DeviceFactory factory = await DeviceFactory.OpenAsync(api, batch, stop);
        List<(DeviceSettings Device, UnitSettings Settings)> fleet = Draw(session, status);
        JsonObject desired = new() { ["interval"] = session.Get(_interval) };
        foreach ((DeviceSettings device, UnitSettings settings) in fleet)
        {
            await factory.ExpectAsync(device.Id, settings, desired, stop);
        }

        // What a run that was killed left behind is worth nothing: the registry knows its devices, nobody has them.
        CredentialDirectory.Discard(target + ".new");
        CredentialDirectory.WriteWhole(target, (_, half) =>
        {
            foreach ((DeviceSettings device, UnitSettings settings) in fleet)
            {
                factory.Make(Path.Combine(half, settings.Type), device, settings);
            }
        });
        Print(session, target, fleet);
    }

    private static List<(DeviceSettings Device, UnitSettings Settings)> Draw(CliSession session, ServerStatus status)
    {
        string host = session.Get(_host) ?? status.Names[0];
        string spool = Path.GetFullPath(session.Get(_spool)!);
        int port = status.BootstrapPort
            ?? throw new CliException(
                ExitCode.Conflict, "the server runs without bootstrap", "see 'garita serve --help'");
        return
        [
            .. SimulatedTypes.Names.Select((type, i) => (
                new DeviceSettings(NewUuid(), host, status.MqttPort),
                new UnitSettings(type, $"SIM-{i + 1}", Number(i), spool, port, status.BootstrapQuicPort))),
        ];
    }

    // RFC 9562 5.4: random, version 4.
    private static string NewUuid()
    {
        byte[] random = RandomNumberGenerator.GetBytes(16);
        random[6] = (byte)((random[6] & 0x0f) | 0x40);
        random[8] = (byte)((random[8] & 0x3f) | 0x80);
        return new Guid(random, bigEndian: true).ToString("D");
    }

    // Random, so that two fleets on one spool do not take each other's codes.
    private static string Number(int i) => string.Create(
        CultureInfo.InvariantCulture, $"+34600{RandomNumberGenerator.GetInt32(100_000):00000}{i}");

    private static void Print(
        CliSession session, string target, List<(DeviceSettings Device, UnitSettings Settings)> fleet)
    {
        foreach ((DeviceSettings device, UnitSettings settings) in fleet)
        {
            string directory = Path.Combine(target, settings.Type);
            if (session.Terminal.Json)
            {
                session.Terminal.WriteJson(new FleetRow(device.Id, settings.Type, settings.Number, directory));
            }
            else
            {
                session.Terminal.Output.WriteLine($"{device.Id}  {settings.Type,-10}  {settings.Number}  {directory}");
            }
        }

        session.Terminal.Note($"next: garita simulate device {Path.Combine(target, fleet[0].Settings.Type)}");
    }

    private sealed record FleetRow(string Id, string Type, string Number, string Directory);
}
