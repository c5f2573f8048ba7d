using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Garita.Cli.Bootstrap;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Device.Directories;
using Garita.Durable;

namespace Garita.BootstrapBench;

/// <summary>Devices of one batch, each the SDK as it ships, eight at a time.</summary>
internal sealed class Fleet
{
    private const int AtOnce = 8;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly ServedGarita _server;
    private readonly string[] _known;
    private readonly bool _quic;
    private readonly string _kit;
    private readonly ConcurrentDictionary<string, string> _codes = new();

    private Fleet(ServedGarita server, string kit, string[] known, bool quic) =>
        (_server, _kit, _known, _quic) = (server, kit, known, quic);

    public static async Task<Fleet> MakeAsync(ServedGarita server, string batch, int devices, bool quic)
    {
        string kit = server.Ground.Beside("kit-" + batch);
        await server.RunAsOperatorAsync("batch", "create", batch, "--out", kit);
        string[] known = [.. Enumerable.Range(0, devices).Select(_ => NewUuid())];
        foreach (string uuid in known)
        {
            await server.RunAsOperatorAsync("device", "expect", uuid, "--sms", "+34600000000", "--batch", batch);
        }

        return new Fleet(server, kit, known, quic);
    }

    /// <summary>Each registers as somebody whom nobody knows, and is gone.</summary>
    public Task KnockAsync() => Parallel.ForEachAsync(
        _known,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (_, _) =>
        {
            using CancellationTokenSource asked = new();
            await RunAsync(NewUuid(), asked, BootstrapState.AwaitingCode);
        });

    /// <summary>Each goes from its uuid to its certificate.</summary>
    public Task BootstrapAsync() => Parallel.ForEachAsync(
        _known,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (uuid, _) =>
        {
            using CancellationTokenSource never = new();
            await RunAsync(uuid, never, BootstrapState.Enrolled);
        });

    private async Task RunAsync(string uuid, CancellationTokenSource stop, BootstrapState until)
    {
        using FileRegion storage = FileRegion.OpenFile(
            _server.Ground.Beside(uuid + ".state"), BootstrapClient.StorageLength);
        using BirthCredentials birth = BirthCredentials.Read(_kit);
        await using BootstrapClient client = new(new BootstrapOptions
        {
            Uuid = uuid,
            Type = "bench",
            Serial = "B-1",
            Code = (_, token) => until == BootstrapState.Enrolled
                ? ReadCodeAsync(uuid, token)
                : Task.Delay(Timeout.Infinite, token).ContinueWith(_ => string.Empty, TaskScheduler.Default),
            Host = "localhost",
            QuicPort = _quic ? _server.Port : null,
            TcpPort = _server.Port,
            Birth = birth.Certificate,
            ServerRoots = birth.ServerRoots,
            MessageKeys = birth.MessageKeys,
            KeyStore = DeviceDirectory.Create(
                _server.Ground.Beside(uuid), new DeviceSettings(uuid, "localhost", 8883)),
            Storage = storage,
            StateChanged = change =>
            {
                if (change.State == until && until != BootstrapState.Enrolled)
                {
                    stop.Cancel();
                }
            },
        });
        try
        {
            BootstrapState state = await client.RunAsync(stop.Token);
            if (state != until)
            {
                throw new InvalidOperationException($"{uuid} is {state}: {client.Reason}");
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It came as far as it should.
        }
    }

    private async Task<string> ReadCodeAsync(string uuid, CancellationToken stop)
    {
        string? code;
        while (!_codes.TryRemove(uuid, out code))
        {
            foreach (string file in Directory.GetFiles(_server.Ground.Spool, "*.json"))
            {
                Take(file);
            }

            await Task.Delay(s_look, TimeProvider.System, stop);
        }

        return code;
    }

    private void Take(string file)
    {
        try
        {
            using JsonDocument message = JsonDocument.Parse(File.ReadAllBytes(file));
            _codes[message.RootElement.GetProperty("device").GetString()!] =
                message.RootElement.GetProperty("code").GetString()!;
            File.Delete(file);
        }
        catch (IOException)
        {
            // Another took it.
        }
    }

    private static string NewUuid() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString("D");
}
