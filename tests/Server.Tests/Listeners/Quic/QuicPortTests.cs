using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Garita.Broker;
using Garita.Broker.Access;
using Garita.Broker.Limits;
using Garita.Contracts.Identities;
using Garita.Quic;
using Garita.Server.Admission;
using Garita.Server.Listeners;
using Garita.Server.Listeners.Quic;
using Garita.Server.Listeners.Serving;
using Garita.Server.Tests.Roads;

namespace Garita.Server.Tests.Listeners.Quic;

/// <summary>One UDP port with several protocols, chosen by ALPN; in one of them the server speaks first (Q8).</summary>
public sealed class QuicPortTests : IAsyncLifetime, IDisposable
{
    private const string TestProtocol = "garita-test/1";

    private static readonly ListenerOptions s_options = new() { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) };

    private readonly TestPki _pki = new();
    private readonly CapturedLog _log = new();
    private readonly TestRegistry _registry = new();
    private readonly X509Certificate2 _device;
    private readonly MqttBroker _broker;
    private readonly RefusalLog _refusals;
    private readonly MqttConnections _connections;
    private readonly QuicPort _port;
    private readonly TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QuicPortTests()
    {
        _device = _pki.Device("ABCD1234");
        _registry.Set(_device, Identity.Device("ABCD1234"));
        _broker = new MqttBroker(new BrokerOptions(), AccessPolicy.Default, _registry, TimeProvider.System, _log);
        _refusals = new RefusalLog(s_options, TimeProvider.System, _log);
        PeerAdmission admission = new(
            new CertificateAdmission(_pki.Trust(), _registry, TimeProvider.System), _refusals);
        _connections = new MqttConnections(s_options, _broker, TimeProvider.System, _log);
        MqttQuic mqtt = new(_connections, admission, s_options, TimeProvider.System);
        _port = new QuicPort(
            QuicPortOptions.For(s_options, TimeSpan.FromMinutes(1), streams: 4, oneWayStreams: 4),
            ListenerCredentials.Create(_pki.Server, [_pki.ServerIssuer], _pki.ClientPolicy()),
            (admission, _refusals),
            [new QuicProtocol(MqttQuic.Protocol, mqtt.ServeAsync), new QuicProtocol(TestProtocol, ServeTestAsync)],
            _log);
    }

    public Task InitializeAsync() =>
        QuicSupport.Missing is null ? _port.StartAsync(CancellationToken.None) : Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _port.DisposeAsync();
        await _connections.DisposeAsync();
    }

    public void Dispose()
    {
        _refusals.Dispose();
        _broker.Dispose();
        _device.Dispose();
        _log.Dispose();
        _pki.Dispose();
    }

    [QuicFact]
    public async Task Alpn_chooses_the_protocol_and_each_gets_its_own()
    {
        await using QuicConnection test = await Connect(TestProtocol);
        await using QuicConnection other = await Connect(MqttQuic.Protocol);

        await using QuicStream asked = await test.OpenStreamAsync(cancellationToken: Soon());
        await asked.WriteAsync("hello"u8.ToArray(), Soon());
        await asked.CompleteWritesAsync(Soon());
        await using RawMqtt mqtt = await OpenMqtt(other);

        Assert.Equal("you are ABCD1234 and said hello", await ReadToEnd(asked));
        await mqtt.Ping();
    }

    [QuicFact]
    public async Task Server_opens_a_stream_to_the_device_and_is_answered()
    {
        await using QuicConnection connection = await Connect(TestProtocol);

        QuicStream opened = await connection.AcceptStreamAsync(Soon())
            ?? throw new InvalidOperationException("the connection ended");
        await using (opened)
        {
            byte[] question = new byte[100];
            int count = await opened.ReadAsync(question, Soon());
            Assert.Equal("how are you?", Encoding.ASCII.GetString(question, 0, count));
            await opened.WriteAsync("fine"u8.ToArray(), Soon());
            await opened.CompleteWritesAsync(Soon());

            Assert.Equal("fine", await _answer.Task.WaitAsync(Soon()));
        }
    }

    [QuicFact]
    public async Task Second_stream_of_mqtt_is_reset_and_changes_nothing()
    {
        await using QuicConnection connection = await Connect(MqttQuic.Protocol);
        await using RawMqtt mqtt = await OpenMqtt(connection);

        await using QuicStream second = await connection.OpenStreamAsync(cancellationToken: Soon());
        await second.WriteAsync("x"u8.ToArray(), Soon());
        QuicStreamException reset = await Assert.ThrowsAsync<QuicStreamException>(
            () => second.ReadAsync(new byte[1], Soon()).AsTask());

        Assert.Equal((2, true), (reset.ErrorCode, reset.ByPeer));
        await mqtt.Ping();
    }

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    private static async Task<string> ReadToEnd(QuicStream stream)
    {
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        return await reader.ReadToEndAsync(Soon());
    }

    private static async Task<RawMqtt> OpenMqtt(QuicConnection connection)
    {
        RawMqtt mqtt = new(await connection.OpenStreamAsync(cancellationToken: Soon()));
        await mqtt.Connect("ABCD1234");
        return mqtt;
    }

    private Task<QuicConnection> Connect(string protocol) => QuicTransport.ConnectAsync(
        new QuicClientOptions
        {
            Remote = _port.Endpoint,
            ServerName = "localhost",
            Protocols = [protocol],
            Certificate = new QuicCertificate(_device),
            Verify = _ => true, // the test's own server
        },
        Soon()).AsTask();

    // Asks the device a question, and answers its own.
    private async Task ServeTestAsync(QuicConnection connection)
    {
        Task asking = AskAsync(connection);
        while (await connection.AcceptStreamAsync() is { } stream)
        {
            await using (stream)
            {
                string said = await ReadToEnd(stream);
                string name = connection.RemoteCertificate!.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"you are {name} and said {said}"), Soon());
            }
        }

        await asking;
    }

    private async Task AskAsync(QuicConnection connection)
    {
        try
        {
            await using QuicStream stream = await connection.OpenStreamAsync(cancellationToken: Soon());
            await stream.WriteAsync("how are you?"u8.ToArray(), Soon());
            _answer.TrySetResult(await ReadToEnd(stream));
        }
        catch (IOException)
        {
            // Not every test answers.
        }
    }
}
