using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.People;
using Garita.Mqtt.Packets;
using Garita.MqttClient;
using Garita.MqttClient.Transports;
using Garita.Server.Hosting;
using Garita.Server.Tests.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Fixtures;

/// <summary>A whole server on free ports in a directory of its own, with its first operator.</summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string RootPassphrase = "correct horse battery staple";

    private readonly TemporaryDirectory _directory = new();
    private readonly List<IDisposable> _held = [];
    private readonly TimeProvider _time;
    private GaritaOptions _options;
    private GaritaServer? _server;

    private TestServer(TimeProvider time)
    {
        _time = time;
        _options = new GaritaOptions { DataDirectory = _directory.File("data") }.OnFreePorts();
    }

    public GaritaServer Server => _server!;

    public CapturedLog Log { get; } = new();

    public TestHolder Operator { get; private set; } = null!;

    public string DataDirectory => _options.DataDirectory;

    public X509Certificate2 ServerRoot { get; private set; } = null!;

    /// <summary>The operator's client.</summary>
    public HttpClient Api { get; private set; } = null!;

    public static async Task<TestServer> StartAsync(
        Func<GaritaOptions, GaritaOptions>? adjust = null, TimeProvider? time = null)
    {
        TestServer server = new(time ?? TimeProvider.System);
        server._options = adjust?.Invoke(server._options) ?? server._options;
        await server.InstallAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Stops the server, if it runs, and starts it on the same data.</summary>
    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await StartAgainAsync();
    }

    public HttpClient Client(TestHolder? holder = null, string? token = null)
    {
        SslClientAuthenticationOptions tls = new()
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
            ClientCertificateContext = holder is null
                ? null
                : SslStreamCertificateContext.Create(holder.Leaf, [holder.Issuer], offline: true),
        };
        tls.CertificateChainPolicy.CustomTrustStore.Add(ServerRoot);
        SocketsHttpHandler handler = new()
        {
            SslOptions = tls,
            UseProxy = false,

            // Whoever asks before it sends a body waits for the answer, on a slow machine too.
            Expect100ContinueTimeout = TimeSpan.FromSeconds(30),
        };
        HttpClient client = new(handler)
        {
            BaseAddress = new Uri($"https://localhost:{Server.ApiEndpoint.Port}/api/v1/"),
            Timeout = TimeSpan.FromSeconds(30),
        };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        _held.Add(client);
        return client;
    }

    public async Task<TestHolder> AddDeviceAsync(string id, string? type = null, params string[] groups)
    {
        using TestKey key = new();
        AddDeviceRequest request = new(id, key.CsrPem, type, null, groups);
        using HttpResponseMessage response = await Api.PostAsJsonAsync(
            "devices", request, ApiJson.Default.AddDeviceRequest);
        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
        DeviceAdded added = (await response.Content.ReadFromJsonAsync(ApiJson.Default.DeviceAdded))!;
        return Hold(key.Hold(added.Certificate.ChainPem));
    }

    /// <summary>Adds a service or an operator: <paramref name="plural"/> is the route.</summary>
    public async Task<TestHolder> AddPersonAsync(string plural, string name)
    {
        using TestKey key = new();
        AddIdentityRequest request = new(name, key.CsrPem, RootPassphrase);
        using HttpResponseMessage response = await Api.PostAsJsonAsync(
            plural, request, ApiJson.Default.AddIdentityRequest);
        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
        IdentityAdded added = (await response.Content.ReadFromJsonAsync(ApiJson.Default.IdentityAdded))!;
        return Hold(key.Hold(added.Certificate.ChainPem));
    }

    /// <summary>A connected client of a device.</summary>
    public async Task<BrokerClient> ConnectAsync(
        TestHolder holder, string clientId, Func<BrokerClientOptions, BrokerClientOptions>? adjust = null)
    {
        BrokerClientOptions options = new()
        {
            ClientId = clientId,
            CleanStart = true,
            Transport = new TlsTransport(new TlsTransportOptions
            {
                Host = "localhost",
                Port = Server.MqttEndpoint.Port,
                Trust = MqttClient.Trust.ServerTrust.InRoots(ServerRoot),
                Certificate = new ClientCertificate(holder.Leaf, [holder.Issuer]),
            }),
            Subscriptions =
                [new SubscriptionRequest(Mqtt.Topics.TopicFilter.Parse($"private/{clientId}/#"), QoS.AtLeastOnce)],
        };
        BrokerClient client = new(adjust?.Invoke(options) ?? options);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await client.ConnectAsync(limit.Token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _held.ForEach(held => held.Dispose());
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Log.Dispose();
        _directory.Dispose();
    }

    private T Hold<T>(T held)
        where T : IDisposable
    {
        _held.Add(held);
        return held;
    }

    private async Task InstallAsync()
    {
        TestInstallation installation = await TestInstallation.CopyToAsync(DataDirectory);
        Operator = installation.Operator;
        ServerRoot = installation.ServerRoot;
    }

    private async Task StartAgainAsync()
    {
        _server = await GaritaServer.StartAsync(_options, _time, Log, CancellationToken.None);
        Api = Client(Operator);
    }
}
