using System.Text.Json.Nodes;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Identities;
using Garita.Device;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Device.Telemetry;
using Garita.Durable;
using Garita.Enrollment.Registrations;
using Garita.Server.Commands;
using Garita.TestKit;
using DeviceReply = Garita.Device.Commands.CommandReply;

namespace Garita.Bootstrap.Tests;

/// <summary>The device SDK against the server, each as it ships.</summary>
public sealed class RealDeviceTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Device_that_knows_its_uuid_measures_with_tokens_and_then_speaks_mqtt(bool quic)
    {
        await using Bench bench = await Bench.StartAsync();
        string uuid = Unit.NewUuid();
        await bench.ExpectAsync(uuid);
        using FileRegion storage = OpenStorage();
        await using BootstrapClient client = new(Options(bench, uuid, storage, quic));
        client.Record("temperature", new Measurement(21.5, "Cel"));

        Assert.Equal(BootstrapState.Enrolled, await client.RunAsync(CancellationToken.None).WaitAsync(s_patience));

        Assert.Equal(0, client.QueuedTelemetry);
        await using DeviceClient device = new(client.HandOver() with { Port = bench.Server.MqttEndpoint.Port });
        await device.ConnectAsync(CancellationToken.None).WaitAsync(s_patience);
        device.Record("temperature", new Measurement(22.5, "Cel"));
        await device.FlushAsync(CancellationToken.None).WaitAsync(s_patience);
        Assert.Contains(
            bench.Server.Data.Registry.Get(Identity.Device(uuid))!.Certificates, certificate => certificate.Active);

        await using BootstrapClient again = new(Options(bench, uuid, storage, quic));
        Assert.Equal(BootstrapState.Enrolled, await again.RunAsync(CancellationToken.None).WaitAsync(s_patience));
    }

    [Fact]
    public async Task Expired_token_is_refreshed_and_commands_come_with_replies()
    {
        await using Bench bench = await Bench.StartAsync(options => options with
        {
            Bootstrap = options.Bootstrap with
            {
                Enrollment = options.Bootstrap.Enrollment with { AccessLife = TimeSpan.FromSeconds(1) },
            },
        });
        string uuid = Unit.NewUuid();
        Identity identity = await bench.ExpectAsync(uuid, living: DeviceLiving.Tokens);
        using FileRegion storage = OpenStorage();
        TaskCompletionSource refreshed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource provisioned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using BootstrapClient client = new(Options(bench, uuid, storage, quic: false) with
        {
            RefreshAt = 1000,
            PollInterval = TimeSpan.FromMilliseconds(300),
            StateChanged = change =>
            {
                if (change.State == BootstrapState.Refreshing)
                {
                    refreshed.TrySetResult();
                }

                if (change.State == BootstrapState.Provisioned)
                {
                    provisioned.TrySetResult();
                }
            },
        });
        client.OnCommand("blink", (_, _) => Task.FromResult(DeviceReply.Ok(JsonValue.Create(3))));
        using CancellationTokenSource stop = new();
        Task<BootstrapState> run = client.RunAsync(stop.Token);

        await provisioned.Task.WaitAsync(s_patience);
        await refreshed.Task.WaitAsync(s_patience);
        CommandResult result = await bench.Server.Messaging.Commands.SendAsync(
            identity,
            new OutgoingCommand("blink", "{}"u8.ToArray(), TimeSpan.FromSeconds(30)),
            "ana",
            CancellationToken.None);

        Assert.Equal((CommandOutcome.Ok, "3"), (result.Outcome, result.Result!.Value.GetRawText()));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Unknown_device_gets_no_code_and_stays_idle()
    {
        await using Bench bench = await Bench.StartAsync(options => options with
        {
            Bootstrap = options.Bootstrap with
            {
                Enrollment = options.Bootstrap.Enrollment with { ResendAfter = TimeSpan.FromSeconds(1) },
            },
        });
        using FileRegion storage = OpenStorage();
        await using BootstrapClient client = new(Options(bench, Unit.NewUuid(), storage, quic: false) with
        {
            CodesPerStart = 1, CodePatience = TimeSpan.FromSeconds(1),
        });

        Assert.Equal(BootstrapState.Idle, await client.RunAsync(CancellationToken.None).WaitAsync(s_patience));

        Assert.Equal(IdleReason.NoCode, client.Reason);
        Assert.Empty(bench.Messages());
    }

    private FileRegion OpenStorage() =>
        FileRegion.OpenFile(_directory.File("bootstrap.state"), BootstrapClient.StorageLength);

    private BootstrapOptions Options(Bench bench, string uuid, FileRegion storage, bool quic) =>
        FactoryKit.Options(bench, _directory.File("device"), uuid, storage, quic);
}
