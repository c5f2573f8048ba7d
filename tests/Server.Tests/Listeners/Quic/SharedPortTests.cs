using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.Broker;
using Garita.Broker.Access;
using Garita.Broker.Limits;
using Garita.Contracts.Identities;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Garita.Server.Admission;
using Garita.Server.Listeners;
using Garita.Server.Listeners.Quic;
using Garita.Server.Listeners.Serving;
using Garita.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using QuicTransport = Garita.MqttClient.Transports.QuicTransport;

namespace Garita.Server.Tests.Listeners.Quic;

/// <summary>HTTP/3 and MQTT on one UDP port: ALPN chooses.</summary>
public sealed class SharedPortTests : IDisposable
{
    private static readonly ListenerOptions s_options = new() { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) };

    private readonly TestPki _pki = new();
    private readonly CapturedLog _log = new();
    private readonly TestRegistry _registry = new();
    private readonly X509Certificate2 _device;
    private readonly MqttBroker _broker;

    public SharedPortTests()
    {
        _device = _pki.Device("ABCD1234");
        _registry.Set(_device, Identity.Device("ABCD1234"));
        _broker = new MqttBroker(new BrokerOptions(), AccessPolicy.Default, _registry, TimeProvider.System, _log);
    }

    public void Dispose()
    {
        _broker.Dispose();
        _device.Dispose();
        _log.Dispose();
        _pki.Dispose();
    }

    [ToolFact("gtlsclient")]
    public async Task Http_3_and_mqtt_are_both_served_on_one_port()
    {
        CertificateAdmission admission = new(_pki.Trust(), _registry, TimeProvider.System);
        await using MqttReception reception = new(s_options, admission, _broker, TimeProvider.System, _log);
        MqttQuic mqtt = new(reception.Connections, reception.Admission, s_options, TimeProvider.System);
        QuicConnectionListener http = new(s_options.Endpoint);
        await using QuicPort port = new(
            QuicPortOptions.For(s_options, TimeSpan.FromMinutes(1), streams: 16, oneWayStreams: 6),
            ListenerCredentials.Create(_pki.Server, [_pki.ServerIssuer], _pki.ClientPolicy()),
            (reception.Admission, reception.Refusals),
            [new QuicProtocol(MqttQuic.Protocol, mqtt.ServeAsync), new QuicProtocol("h3", http.ServeAsync)],
            _log);
        await port.StartAsync(CancellationToken.None);
        await using WebApplication app = await StartAsync(http);

        await using RawMqtt device = await OpenMqttAsync(port.Endpoint.Port);
        await device.Connect("ABCD1234");
        string answer = await GetAsync(port.Endpoint.Port);
        await device.Ping();

        Assert.Equal("HTTP/3 CN=ABCD1234", answer);
        Assert.Equal((2, 0L), (port.Snapshot.Accepted, port.Snapshot.Failed));
        Assert.Empty(_log.Refusals);
        await device.DisposeAsync();
        await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private async Task<WebApplication> StartAsync(QuicConnectionListener listener)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(s_options.Endpoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http3;
                listen.UseHttps(_pki.Server);
            }));
        builder.Services.AddSingleton<IMultiplexedConnectionListenerFactory>(listener);
        WebApplication app = builder.Build();
        app.Run(context => context.Response.WriteAsync(
            $"{context.Request.Protocol} {context.Connection.ClientCertificate?.Subject}"));
        await app.StartAsync();
        return app;
    }

    private async Task<RawMqtt> OpenMqttAsync(int port)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        return new RawMqtt(await new QuicTransport(new TlsTransportOptions
        {
            Host = "127.0.0.1",
            Port = port,
            ServerName = "localhost",
            Trust = ServerTrust.InRoots(_pki.ServerRoot),
            Certificate = new ClientCertificate(_device, []),
        }).OpenAsync(limit.Token));
    }

    private async Task<string> GetAsync(int port)
    {
        using TemporaryDirectory folder = new();
        (string certificate, string key) = _pki.Write(_device);
        string number = port.ToString(CultureInfo.InvariantCulture);
        (int code, string output) = await ToolRun.RunAsync(
            "gtlsclient", "-q", "--exit-on-all-streams-close", "--timeout=5s", "--key=" + key, "--cert=" + certificate,
            "--download=" + folder.Path, "127.0.0.1", number, $"https://localhost:{number}/whoami");
        Assert.True(code == 0, output);
        return await File.ReadAllTextAsync(folder.File("whoami"));
    }
}
