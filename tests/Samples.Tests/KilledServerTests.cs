using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Telemetry;
using Garita.Device.Directories;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Garita.Pki.Issuing;
using Garita.TestKit;

namespace Garita.Samples.Tests;

/// <summary>The real executable, killed with SIGKILL while a device publishes as fast as it is acknowledged.</summary>
public sealed partial class KilledServerTests : IDisposable
{
    private const string Id = "KILL0001";
    private const int Publishers = 32;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly ConcurrentDictionary<int, bool> _acknowledged = new();
    private int _last;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_acknowledged_measurement_survives_a_kill_under_load()
    {
        await InstallAsync();
        for (int round = 1; round <= 2; round++)
        {
            (Process server, int mqtt, int api) = await ServeAsync();
            using ApiClient people = Api(api);
            string device = round == 1 ? await AddDeviceAsync(people, mqtt) : _directory.File(Id);
            await LoadUntilKilledAsync(server, device, mqtt, atLeast: _acknowledged.Count + 300);
        }

        (Process again, _, int port) = await ServeAsync();
        using ApiClient reader = Api(port);
        HashSet<int> stored = await StoredAsync(reader);
        again.Kill();
        again.Dispose();

        Assert.True(_acknowledged.Count >= 600);
        Assert.Empty(_acknowledged.Keys.Except(stored));
    }

    private async Task InstallAsync()
    {
        Assert.True(AlternativeNames.TryParse(["localhost", "127.0.0.1"], out AlternativeNames names, out _));
        using Passphrase passphrase = Passphrase.Generate();
        await InitCommand.InstallAsync(
            _directory.File("data"), new VaultRequest(names, passphrase, null), "ana", TimeProvider.System,
            CancellationToken.None);
    }

    private async Task<(Process Server, int Mqtt, int Api)> ServeAsync()
    {
        Process server = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "garita.dll"), "serve", "--data", _directory.File("data"),
                "--mqtt-port", "0", "--quic-port", "0", "--https-port", "0", "--api-port", "0",
                "--no-bootstrap",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        TaskCompletionSource<int> mqtt = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<int> api = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Take(string? line)
        {
            Find(MqttPort(), line, mqtt);
            Find(ApiPort(), line, api);
        }

        server.OutputDataReceived += (_, line) => Take(line.Data);
        server.ErrorDataReceived += (_, line) => Take(line.Data);
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        return (server, await mqtt.Task.WaitAsync(s_limit), await api.Task.WaitAsync(s_limit));
    }

    private static void Find(Regex pattern, string? line, TaskCompletionSource<int> port)
    {
        if (line is not null && pattern.Match(line) is { Success: true } match)
        {
            port.TrySetResult(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        }
    }

    private ApiClient Api(int port) => ApiClient.For(OperatorContext.Load(
        Path.Combine(new VaultLayout(_directory.File("data")).Operators, "ana"),
        new Uri($"https://127.0.0.1:{port}")));

    private async Task<string> AddDeviceAsync(ApiClient api, int mqtt)
    {
        string directory = _directory.File(Id);
        await DeviceAddCommand.AddAsync(
            api, directory, new DeviceSettings(Id, "localhost", mqtt),
            new AddDeviceRequest(Id, string.Empty, "meter", null, []), CancellationToken.None);
        return directory;
    }

    private async Task LoadUntilKilledAsync(Process server, string device, int mqtt, int atLeast)
    {
        using ECDsa key = DeviceDirectory.Open(device).OpenKey();
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(Path.Combine(device, DeviceDirectory.CertificateFile));
        using X509Certificate2 root = X509Certificate2.CreateFromPem(
            await File.ReadAllTextAsync(Path.Combine(device, DeviceDirectory.ServerRootFile)));
        using X509Certificate2 leaf = chain[0].CopyWithPrivateKey(key);
        await using BrokerClient client = new(new BrokerClientOptions
        {
            ClientId = Id,
            CleanStart = true,
            Transport = new TlsTransport(new TlsTransportOptions
            {
                Host = "localhost",
                Port = mqtt,
                Trust = ServerTrust.InRoots(root),
                Certificate = new ClientCertificate(leaf, [chain[1]]),
            }),
        });
        using CancellationTokenSource limit = new(s_limit);
        await client.ConnectAsync(limit.Token);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] publishers =
            [.. Enumerable.Range(0, Publishers).Select(_ => PublishAsync(client, enough, atLeast, stop.Token))];

        await enough.Task.WaitAsync(limit.Token);
        server.Kill(); // SIGKILL, in the middle of what the others are publishing
        await server.WaitForExitAsync(limit.Token);
        server.Dispose();
        await stop.CancelAsync();
        await Task.WhenAll(publishers).WaitAsync(s_limit);
    }

    private async Task PublishAsync(
        BrokerClient client, TaskCompletionSource enough, int atLeast, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                int value = Interlocked.Increment(ref _last);
                byte[] payload = Encoding.ASCII.GetBytes($"{{\"value\":{value}}}");
                await client.PublishAsync(
                    new OutgoingMessage
                    {
                        Topic = TopicName.Parse($"private/{Id}/telemetry/n{value % 4}"),
                        Payload = payload,
                        QoS = value % 3 == 0 ? QoS.ExactlyOnce : QoS.AtLeastOnce,
                    },
                    stop);
                _acknowledged[value] = true;
                if (_acknowledged.Count >= atLeast)
                {
                    enough.TrySetResult();
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or MqttClientException)
        {
            // Killed while it waited: this one was never acknowledged.
        }
    }

    private static async Task<HashSet<int>> StoredAsync(ApiClient api)
    {
        HashSet<int> stored = [];
        string? after = "0";
        while (after is not null)
        {
            TelemetryPage page = await api.GetAsync<TelemetryPage>(
                $"api/v1/devices/{Id}/telemetry?limit=1000&after={after}", CancellationToken.None);
            stored.UnionWith(page.Items.Select(point => (int)point.Value.GetDouble()));
            after = page.Next;
        }

        return stored;
    }

    [GeneratedRegex(@"listening on \S*:(\d+)\)")]
    private static partial Regex MqttPort();

    [GeneratedRegex(@"https://127\.0\.0\.1:(\d+)")]
    private static partial Regex ApiPort();
}
