using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Garita.Cli.Simulation.Types;
using Garita.Cli.Tests.Harness;
using Garita.TestKit;

namespace Garita.Cli.Tests.Deploy;

public sealed class DeploymentTests
{
    private const string Root = "/srv/garita";

    [ToolFact("python3", Composition.Schema, "/usr/lib/python3/dist-packages/jsonschema")]
    public async Task Compose_file_fits_the_schema_of_the_specification()
    {
        Composition composition = await Composition.ReadAsync();
        Assert.Empty(await Composition.FaultsAsync(composition.Document.GetRawText()));

        // The check can fail.
        JsonNode damaged = JsonNode.Parse(composition.Document.GetRawText())!;
        damaged["services"]!["server"]!["ports"] = 8883;
        damaged["services"]!["pump"]!["depends_on"]!["server"]!["condition"] = "service_cheerful";
        string faults = await Composition.FaultsAsync(damaged.ToJsonString());
        Assert.Contains("ports", faults, StringComparison.Ordinal);
        Assert.Contains("service_cheerful", faults, StringComparison.Ordinal);
    }

    [ToolFact("python3", "/usr/lib/python3/dist-packages/yaml")]
    public async Task Every_container_runs_without_rights_and_nothing_secret_is_written_down()
    {
        Composition composition = await Composition.ReadAsync();
        Assert.Matches("(?m)^USER [1-9][0-9]*:[1-9][0-9]*$", composition.Dockerfile);
        Assert.All(composition.Services, name =>
        {
            Assert.True(composition.Service(name).GetProperty("read_only").GetBoolean());
            Assert.Equal("""["ALL"]""", composition.Service(name).GetProperty("cap_drop").GetRawText());
            Assert.Contains("no-new-privileges", composition.Service(name).GetRawText(), StringComparison.Ordinal);
            Assert.False(composition.Service(name).TryGetProperty("environment", out _));
            Assert.False(composition.Service(name).TryGetProperty("user", out _));
        });
        string all = composition.Document.GetRawText() + composition.Dockerfile;
        Assert.DoesNotContain("PRIVATE KEY", all, StringComparison.Ordinal);
        Assert.Equal(["authorities"], composition.Services.Where(name =>
            composition.MountsOf(name).Contains(Root + "/passphrase")));
        Assert.Equal(SimulatedTypes.Names.Order(), composition.Services
            .Where(name => composition.StartOf(name) is [_, "simulate", "device", ..]).Order());
    }

    [ToolFact("python3", "/usr/lib/python3/dist-packages/yaml", "base64")]
    public async Task Start_commands_of_the_image_bring_up_a_server_and_devices_that_talk()
    {
        Composition composition = await Composition.ReadAsync();
        using TemporaryDirectory volumes = new();
        Stand stand = new(composition, volumes.Path);
        (await stand.RunAsync("authorities")).IsDone();
        (await stand.RunAsync("authorities")).IsDone();
        await using LongRun server = stand.Start("server");
        await server.WaitForAsync("policy    ");
        (await stand.CheckAsync("server")).IsDone();
        (await stand.RunAsync("fleet")).IsDone();
        (await stand.RunAsync("fleet")).IsDone();

        string[] devices = ["thermostat", "door-lock"];
        foreach (string name in devices)
        {
            await using LongRun device = stand.Start(name);
            await device.WaitForAsync($"has tokens; the registry says: {name}, everything every 10 s");
            await device.WaitForAsync("speaks MQTT with its own certificate");
            await device.SignalAsync("TERM");
            Assert.Equal(0, await device.EndAsync());
        }

        // What 'docker compose down' and 'up' do to both.
        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.EndAsync());
        await using LongRun again = stand.Start("server");
        await again.WaitForAsync("policy    ");
        await using LongRun restarted = stand.Start(devices[0]);
        await restarted.WaitForAsync("speaks MQTT with its own certificate");
        Assert.DoesNotContain("registers", restarted.Text, StringComparison.Ordinal);
        string passphrase = (await File.ReadAllTextAsync(volumes.File("passphrase", "root"))).Trim();
        Assert.DoesNotContain(passphrase, again.Text + server.Text, StringComparison.Ordinal);
    }

    /// <summary>
    /// The commands of the file, word for word, but for what a container engine gives: the places of image and volumes,
    /// the name of the server, and ports that are free.
    /// </summary>
    private sealed class Stand
    {
        private static readonly string[] s_ports = ["8883", "14567", "8443", "20190", "9443"];

        private readonly Composition _composition;
        private readonly Dictionary<string, string> _environment;
        private readonly (string From, string To)[] _places;

        public Stand(Composition composition, string volumes)
        {
            _composition = composition;
            _places =
            [
                (Root, volumes),
                ("/app/garita", Shell.Executable),
                ("--name server", "--name localhost"),
                ("--host server", "--host localhost"),
                .. s_ports.Zip(FreePorts(), (from, to) => ("-port=" + from, "-port=" + to)),
            ];
            _environment = composition.Environment().ToDictionary(set => set.Key, set => Place(set.Value));
            foreach (string mount in composition.Services.SelectMany(composition.MountsOf).Distinct())
            {
                Directory.CreateDirectory(Place(mount), UnixFileMode.UserRead | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute);
            }
        }

        public Task<Outcome> RunAsync(string service) => RunAsync(_composition.StartOf(service));

        public Task<Outcome> CheckAsync(string service) => RunAsync(_composition.HealthOf(service));

        public LongRun Start(string service)
        {
            string[] words = Placed(_composition.StartOf(service));
            Assert.Equal(Shell.Executable, words[0]);
            return LongRun.StartWith(_environment, words[1..]);
        }

        private Task<Outcome> RunAsync(string[] command)
        {
            string[] words = Placed(command);
            return Shell.ExecuteAsync(_environment, words[0], words[1..]);
        }

        private string[] Placed(string[] command) => [.. command.Select(Place)];

        private string Place(string word) =>
            _places.Aggregate(word, (text, place) => text.Replace(place.From, place.To, StringComparison.Ordinal));

        private static string[] FreePorts()
        {
            TcpListener[] listeners = [.. s_ports.Select(_ => new TcpListener(IPAddress.IPv6Any, 0))];
            Array.ForEach(listeners, listener => listener.Start());
            string[] ports = [.. listeners.Select(listener =>
                ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture))];
            Array.ForEach(listeners, listener => listener.Dispose());
            return ports;
        }
    }
}
