using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Garita.Cli.Bootstrap;
using Garita.Cli.Tests.Harness;
using Garita.Contracts.Bootstrap;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Device.Directories;
using Garita.Durable;
using Garita.MqttClient.Transports;
using Garita.Pki.Keys;

namespace Garita.Cli.Tests.Bootstrap;

/// <summary>A device made from what <c>garita batch create</c> wrote, which waits for a person.</summary>
internal sealed class FieldDevice : IAsyncDisposable
{
    private readonly House _house;
    private readonly string _uuid;
    private readonly FileRegion _storage;
    private readonly X509Certificate2 _birth;
    private readonly BootstrapClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _states = [];
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FieldDevice(House house, string kit, string uuid, int port)
    {
        (_house, _uuid) = (house, uuid);
        _storage = FileRegion.OpenFile(house.Beside(uuid + ".state"), BootstrapClient.StorageLength);
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(Path.Combine(kit, BirthCredentials.CertificateFile));
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(kit, BirthCredentials.KeyFile)));
        _birth = chain[0].CopyWithPrivateKey(key);
        _client = new BootstrapClient(new BootstrapOptions
        {
            Uuid = uuid,
            Type = "thermometer",
            Serial = "T-1",
            Factors = [SecondFactor.Approval],
            Code = (_, _) => throw new InvalidOperationException("a person says yes; there is no code"),
            Host = "localhost",
            QuicPort = null,
            TcpPort = port,
            Birth = new ClientCertificate(_birth, [chain[1]]),
            ServerRoots =
                [X509CertificateLoader.LoadCertificateFromFile(Path.Combine(kit, BirthCredentials.ServerRootFile))],
            MessageKeys = Keys(File.ReadAllText(Path.Combine(kit, BirthCredentials.MessageKeysFile))),
            KeyStore = DeviceDirectory.Create(house.Beside(uuid), new DeviceSettings(uuid, "localhost", 8883)),
            Storage = _storage,
            StateChanged = change =>
            {
                _states.Enqueue($"{change.State} {change.Reason}");
                if (change.State == BootstrapState.AwaitingCode)
                {
                    _asked.TrySetResult();
                }
            },
        });
    }

    /// <summary>Runs until it is in.</summary>
    public async Task<BootstrapState> RunAsync()
    {
        _stop.CancelAfter(TimeSpan.FromSeconds(90));
        try
        {
            return await _client.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(string.Join(", ", _states));
        }
    }

    /// <summary>The key that the device shows, once the server has it.</summary>
    public async Task<string> WaitingKeyAsync()
    {
        await _asked.Task.WaitAsync(TimeSpan.FromSeconds(60));
        for (int tries = 0; tries < 100; tries++)
        {
            Outcome waiting = (await _house.RunAsync("device", "waiting", "--json")).IsDone();
            foreach (JsonElement one in JsonElement.Parse(waiting.Output).EnumerateArray()
                .Where(one => one.GetProperty("device").GetString() == _uuid))
            {
                return one.GetProperty("key").GetString()!;
            }
        }

        throw new TimeoutException("the server never had it");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _storage.Dispose();
        _birth.Dispose();
        _stop.Dispose();
    }

    private static List<EcPublicKey> Keys(string pem)
    {
        List<EcPublicKey> keys = [];
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            byte[] spki = Convert.FromBase64String(rest[fields.Base64Data].ToString());
            Assert.Equal(KeyRefusal.None, EcPublicKey.TryParse(spki, out EcPublicKey? key));
            keys.Add(key!);
            rest = rest[fields.Location.End..];
        }

        return keys;
    }
}
