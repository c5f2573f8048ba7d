using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Enrollment.Registrations;
using Garita.Pki.Issuing;
using Garita.Pki.Requests;
using Garita.Server.Bootstrap.Batches;
using Garita.Server.Bootstrap.Senders;
using Garita.Server.Bootstrap.Storage;
using Garita.Server.Hosting;
using Garita.Server.Registry;
using Garita.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Bootstrap.Tests.Fixtures;

/// <summary>A whole server with one open batch, and a spool that tests read as a modem would.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string Batch = "batch-7";

    // A server takes its time to make a vault; one is made for all and copied.
    private static readonly Lazy<Task<TemporaryDirectory>> s_made = new(InstallAsync);

    private readonly TemporaryDirectory _directory = new();
    private readonly Func<GaritaOptions, GaritaOptions> _adjust;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;

    // Whether the batch's key is another bench's.
    private bool _isBorrowed;

    private Bench(Func<GaritaOptions, GaritaOptions>? adjust, ILoggerFactory? loggers, TimeProvider? time) =>
        (_adjust, _loggers, _time) =
            (adjust ?? (options => options), loggers ?? NullLoggerFactory.Instance, time ?? TimeProvider.System);

    public GaritaServer Server { get; private set; } = null!;

    public BirthHolder Birth { get; private set; } = null!;

    /// <summary>What the server keeps; others copy and look at it, and change it only while no server runs.</summary>
    public string Data => _directory.File("data");

    public string Spool => _directory.File("spool");

    /// <summary>Starts a server on what another one left, with its batch.</summary>
    public static async Task<Bench> StartOnAsync(string left, BirthHolder birth, TimeProvider time)
    {
        Bench bench = new(null, null, time) { _isBorrowed = true };
        CopyTree(left, bench._directory.Path);
        await bench.StartAgainAsync();
        bench.Birth = birth;
        return bench;
    }

    public static async Task<Bench> StartAsync(
        Func<GaritaOptions, GaritaOptions>? adjust = null, ILoggerFactory? loggers = null)
    {
        Bench bench = new(adjust, loggers, null);
        CopyTree((await s_made.Value).File("data"), bench._directory.File("data"));
        await bench.StartAgainAsync();
        bench.Birth = await bench.MakeBatchAsync(Batch);
        return bench;
    }

    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await StartAgainAsync();
    }

    /// <summary>Copies what is on the disk now: what a server that is killed now leaves.</summary>
    public void CopyTo(string target) => CopyTree(_directory.Path, target);

    public async Task<BirthHolder> MakeBatchAsync(string name)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        BatchResult made = await Server.Bootstrap.Batches.CreateAsync(name, Csr(key), "test");
        Assert.NotNull(made.Certificate);
        return new BirthHolder(key, made.Certificate.Der, made.Certificate.IssuerDer);
    }

    /// <summary>Puts a device into the registry.</summary>
    public async Task<Identity> ExpectAsync(
        string uuid, SecondFactor factor = SecondFactor.Sms, DeviceLiving living = DeviceLiving.Certificate,
        ReadOnlyMemory<byte>? seed = null)
    {
        Identity device = Identity.Device(uuid);
        AddRefusal refusal = await Server.Data.Registry.AddAsync(
            new NewIdentity(device, "thermometer", null, [])
            {
                Bootstrap = new BootstrapTerms(
                    factor, factor == SecondFactor.Sms ? "+34600000000" : null, seed, null, living),
            },
            CancellationToken.None);
        Assert.Equal(AddRefusal.None, refusal);
        return device;
    }

    /// <summary>Waits for a code as the device's modem does.</summary>
    public async Task<string> ReadCodeAsync(Identity device)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        using SemaphoreSlim changed = new(0);
        using FileSystemWatcher watcher = new(Spool) { EnableRaisingEvents = true };
        watcher.Created += (_, _) => changed.Release();
        watcher.Renamed += (_, _) => changed.Release();
        while (true)
        {
            foreach (string file in Messages())
            {
                using JsonDocument message = JsonDocument.Parse(await File.ReadAllBytesAsync(file, limit.Token));
                if (message.RootElement.GetProperty("device").GetString() == device.Name)
                {
                    File.Delete(file);
                    return message.RootElement.GetProperty("code").GetString()!;
                }
            }

            await changed.WaitAsync(limit.Token);
        }
    }

    public string[] Messages() => Directory.GetFiles(Spool, "*.json");

    public static ParsedCsr Csr(ECDsa key)
    {
        CertificateRequest request = new("CN=anything", key, HashAlgorithmName.SHA256);
        Assert.Equal(CsrRefusal.None, ParsedCsr.TryParse(request.CreateSigningRequest(), out ParsedCsr? csr));
        return csr!;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (!_isBorrowed)
        {
            Birth.Dispose();
        }

        _directory.Dispose();
    }

    private async Task StartAgainAsync()
    {
        Directory.CreateDirectory(Spool);
        GaritaOptions options = new GaritaOptions { DataDirectory = _directory.File("data") }.OnFreePorts();
        options = options with
        {
            Bootstrap = options.Bootstrap with { Sender = new SenderOptions { SpoolDirectory = Spool } },
        };
        Server = await GaritaServer.StartAsync(
            _adjust(options), _time, _loggers, CancellationToken.None);
    }

    private static async Task<TemporaryDirectory> InstallAsync()
    {
        TemporaryDirectory directory = new();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using Passphrase passphrase = Passphrase.Generate();
        Assert.True(AlternativeNames.TryParse(["localhost", "127.0.0.1"], out AlternativeNames names, out _));
        await Installation.CreateAsync(
            new InstallationRequest(directory.File("data"), new VaultRequest(names, passphrase, null), "ana", Csr(key)),
            _ => Task.CompletedTask,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        return directory;
    }

    private static void CopyTree(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string directory in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, directory)));
        }

        // Locks are held by whoever runs, and the shared memory is made anew.
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("lock", StringComparison.Ordinal)
                && !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
