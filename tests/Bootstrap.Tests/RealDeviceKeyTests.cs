using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Identities;
using Garita.Device;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Device.Keys;
using Garita.Durable;
using Garita.Enrollment.Registrations;
using Garita.Pki.Jose;
using Garita.Pki.Keys;
using Garita.Server.Bootstrap.Keys;
using Garita.TestKit;

namespace Garita.Bootstrap.Tests;

/// <summary>The device SDK where keys change: the server's, and its own certificate.</summary>
public sealed class RealDeviceKeyTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Device_on_tokens_outlives_two_rotations_of_the_message_key()
    {
        using Listened log = new();
        await using Bench bench = await Bench.StartAsync(options => options with
        {
            Bootstrap = options.Bootstrap with
            {
                Enrollment = options.Bootstrap.Enrollment with { AccessLife = TimeSpan.FromSeconds(1) },
            },
        });
        string uuid = Unit.NewUuid();
        await bench.ExpectAsync(uuid, living: DeviceLiving.Tokens);
        using FileRegion storage = OpenStorage();
        using SemaphoreSlim provisioned = new(0);
        await using BootstrapClient client = new(Options(bench, uuid, storage) with
        {
            PollInterval = TimeSpan.FromMilliseconds(200),
            Logger = log,
            StateChanged = change =>
            {
                if (change.State == BootstrapState.Provisioned)
                {
                    provisioned.Release();
                }
            },
        });
        using CancellationTokenSource stop = new();
        Task<BootstrapState> run = client.RunAsync(stop.Token);
        for (int rotations = 0; rotations < 3; rotations++)
        {
            // With the login, then with a refresh, it has the keys that follow.
            Assert.True(await provisioned.WaitAsync(s_patience));
            Assert.True(await provisioned.WaitAsync(s_patience));
            await RotateAsync(bench);
        }

        Assert.True(await provisioned.WaitAsync(s_patience));
        Assert.True(await provisioned.WaitAsync(s_patience));
        Assert.DoesNotContain(log.Lines, line => line.Contains("UnknownKey", StringComparison.Ordinal));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Device_that_missed_two_rotations_believes_nothing_and_says_what_it_needs()
    {
        using Listened log = new();
        await using Bench bench = await Bench.StartAsync();
        string uuid = Unit.NewUuid();
        await bench.ExpectAsync(uuid);
        IReadOnlyList<EcPublicKey> made = bench.Server.Bootstrap.MessageKeys;
        await RotateAsync(bench);
        await RotateAsync(bench);
        using FileRegion storage = OpenStorage();
        await using (BootstrapClient client = new(Options(bench, uuid, storage) with
        {
            MessageKeys = made,
            Logger = log,
            Code = (_, _) => throw new InvalidOperationException("no code is asked for where nothing is believed"),
        }))
        {
            using CancellationTokenSource stop = new();
            Task<BootstrapState> run = client.RunAsync(stop.Token);
            await log.WaitForAsync("garita batch export");
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }

        // With what that command writes it goes on.
        await using BootstrapClient helped = new(Options(bench, uuid, storage));
        Assert.Equal(BootstrapState.Enrolled, await helped.RunAsync(CancellationToken.None).WaitAsync(s_patience));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Device_renews_its_certificate_and_shows_the_new_one(bool quic)
    {
        await using Bench bench = await Bench.StartAsync();
        string uuid = Unit.NewUuid();
        await bench.ExpectAsync(uuid);
        using FileRegion storage = OpenStorage();
        BootstrapOptions options = FactoryKit.Options(bench, _directory.File("device"), uuid, storage, quic);
        await using (BootstrapClient client = new(options))
        {
            Assert.Equal(BootstrapState.Enrolled, await client.RunAsync(CancellationToken.None).WaitAsync(s_patience));
        }

        string first = Leaf(options);
        Assert.Equal(
            RenewalOutcome.Renewed,
            await CertificateRenewal.RunAsync(options, CancellationToken.None).WaitAsync(s_patience));
        string second = Leaf(options);
        Assert.NotEqual(first, second);
        await using BootstrapClient handing = new(options);
        Assert.Equal(BootstrapState.Enrolled, await handing.RunAsync(CancellationToken.None).WaitAsync(s_patience));
        await using DeviceClient device = new(handing.HandOver() with { Port = bench.Server.MqttEndpoint.Port });
        await device.ConnectAsync(CancellationToken.None).WaitAsync(s_patience);
        Assert.Equal(
            2, bench.Server.Data.Registry.Get(Identity.Device(uuid))!.Certificates.Count(one => one.Active));
    }

    private static string Leaf(BootstrapOptions options)
    {
        using DeviceCertificates held = options.KeyStore.LoadCertificates();
        return held.Leaf.Thumbprint;
    }

    private static async Task RotateAsync(Bench bench) => Assert.Equal(
        RotationRefusal.None,
        await bench.Server.Bootstrap.Rotation.RetireAsync(
            KeyThumbprint.Of(bench.Server.Bootstrap.Rotation.InForce.Current).Text, "ana"));

    private FileRegion OpenStorage() =>
        FileRegion.OpenFile(_directory.File("bootstrap.state"), BootstrapClient.StorageLength);

    private BootstrapOptions Options(Bench bench, string uuid, FileRegion storage) =>
        FactoryKit.Options(bench, _directory.File("device"), uuid, storage, quic: false);
}
