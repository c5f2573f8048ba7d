using System.Security.Cryptography.X509Certificates;
using Dapper;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.MqttClient;
using Garita.MqttClient.Transports;
using Garita.Server.Bootstrap.Storage;
using Garita.Server.Hosting;

namespace Garita.Bootstrap.Tests;

/// <summary>What becomes of a beginning when the registry changes its mind or the server stops half way.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task What_a_device_was_let_into_does_not_outlast_its_being_disabled()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit within = new(bench, Unit.NewUuid());
        using Unit waiting = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(within.Uuid);
        await bench.ExpectAsync(waiting.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await within.EnterAsync(bench, road);
        await waiting.AskAsync(road, waiting.Register(), BootstrapOp.Register);
        string code = await bench.ReadCodeAsync(waiting.Identity);

        foreach (Unit unit in new[] { within, waiting })
        {
            await bench.Server.Data.Registry.SetStateAsync(unit.Identity, DeviceState.Disabled, default);
            await bench.Server.Data.Registry.SetStateAsync(unit.Identity, DeviceState.Active, default);
        }

        Assert.Equal(
            BootstrapCode.TokenRefused, (await within.AskAsync(road, within.Refresh(), BootstrapOp.Refresh)).Code);
        Assert.Equal(
            BootstrapCode.CodeRefused, (await waiting.AskAsync(road, waiting.Login(code), BootstrapOp.Login)).Code);
    }

    [Fact]
    public async Task Certificate_that_was_signed_before_the_server_stopped_is_given_to_whoever_asks_again()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.EnterAsync(bench, road);
        BootstrapReply first = await unit.AskAsync(road, unit.Enroll(), BootstrapOp.Enroll);
        Assert.Equal(BootstrapCode.Ok, first.Code);

        // As it stands where the signature was stored and nothing that follows it.
        await bench.Server.Data.Database.Writer.WriteAsync(
            db => db.Execute("UPDATE bootstrap_session SET ended = 'no' WHERE device = @Uuid", new { unit.Uuid }),
            CancellationToken.None);

        BootstrapReply second = await unit.AskAsync(road, unit.Enroll(), BootstrapOp.Enroll);
        Assert.Equal((BootstrapCode.Ok, first.Enrolled!.Chain), (second.Code, second.Enrolled?.Chain));
        Assert.Equal(
            BootstrapCode.TokenRefused,
            (await unit.AskAsync(road, unit.Publish("t", 1), BootstrapOp.Publish)).Code);
        Assert.Single(bench.Server.Data.Registry.Get(unit.Identity)!.Certificates);
    }

    [Fact]
    public async Task Whoever_is_connected_with_the_certificate_of_before_is_not_any_more()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit stolen = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(stolen.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await stolen.EnterAsync(bench, road);
        BootstrapReply enrolled = await stolen.AskAsync(road, stolen.Enroll(), BootstrapOp.Enroll);
        using BirthHolder own = stolen.Hold(enrolled.Enrolled!);
        using X509Certificate2 root = X509Certificate2.CreateFromPem(ServerTrust.RootPem(bench.Server.Data.Vault));
        await using BrokerClient thief = new(new BrokerClientOptions
        {
            ClientId = stolen.Uuid,
            Transport = new TlsTransport(new TlsTransportOptions
            {
                Host = "localhost",
                Port = bench.Server.MqttEndpoint.Port,
                Trust = MqttClient.Trust.ServerTrust.InRoots(root),
                Certificate = new ClientCertificate(own.Leaf, [own.Issuer]),
            }),
        });
        await thief.ConnectAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        long before = bench.Server.Messaging.Broker.Snapshot().Connections;

        await bench.Server.Data.Database.Writer.WriteAsync(
            db => BootstrapDeviceTable.Readmit(db, stolen.Identity), CancellationToken.None);
        using Unit found = new(bench, stolen.Uuid);
        await found.EnterAsync(bench, road);
        Assert.Equal(BootstrapCode.Ok, (await found.AskAsync(road, found.Enroll(), BootstrapOp.Enroll)).Code);

        Assert.Equal(before - 1, bench.Server.Messaging.Broker.Snapshot().Connections);
    }
}
