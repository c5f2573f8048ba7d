using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Garita.Contracts.Api;
using Garita.Contracts.Identities;
using Garita.Pki;
using Garita.Server.DeviceHttps;
using Garita.Server.Listeners;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Tests.Listeners;
using Garita.Server.Tests.Roads;
using static Garita.Server.Tests.DeviceHttps.HttpsClients;

namespace Garita.Server.Tests.DeviceHttps;

/// <summary>What HTTP adds to the road: resources, origins, subprotocols, close codes, limits.</summary>
public sealed class DeviceHttpsTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Identity_says_who_the_caller_is(int version)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using HttpClient client = Client(bench, device, version);

        JsonElement answer = await (await client.GetAsync("identity")).IsOkAsync();

        Assert.Equal("ABCD1234", answer.GetProperty("identity").GetString());
        Assert.Equal("device", answer.GetProperty("kind").GetString());
        Assert.Equal(
            CertificateFingerprint.Of(device.RawData).Hex, answer.GetProperty("fingerprint").GetString());
        Assert.Equal(version == 1 ? "HTTP/1.1" : "HTTP/2", answer.GetProperty("protocol").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Refusal_of_a_head_has_no_content(int version)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using HttpClient client = Client(bench, device, version);
        using HttpRequestMessage head = new(HttpMethod.Head, "identity")
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };

        using HttpResponseMessage refused = await client.SendAsync(head);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        Assert.Empty(await refused.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Disabled_device_is_refused_on_a_connection_that_stands()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using HttpClient client = Client(bench, device);
        await (await client.GetAsync("identity")).IsOkAsync();

        bench.Disable(device, "ABCD1234");
        using HttpResponseMessage refused = await client.GetAsync("identity");

        await refused.IsProblemAsync(HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
        Assert.Contains("Disabled (answered by 401)", Assert.Single(bench.Log.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_belongs_to_the_other_listener()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        string usage = TestPki.ClientAuth + "+" + Oids.GaritaOperator;
        using X509Certificate2 person = TestPki.Leaf("operator:ana", _pki.PeopleIssuer, usage);
        bench.Registry.Set(person, Identity.Operator("ana"));
        using HttpClient client = Client(bench, person);

        using HttpResponseMessage refused = await client.GetAsync("identity");
        WebSocketException closed = await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(bench, person));

        await refused.IsProblemAsync(HttpStatusCode.Forbidden, ProblemTypes.NotAllowed);
        Assert.Contains("403", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Web_page_opens_a_websocket_only_from_an_origin_on_the_list()
    {
        await using RoadBench bench = await RoadBench.Start(
            _pki, https: new DeviceHttpsOptions { AllowedOrigins = ["https://panel.lan"] });
        using X509Certificate2 device = bench.Enrol("ABCD1234");

        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(
            () => OpenAsync(bench, device, origin: "https://evil.example"));
        using ClientWebSocket opened = await OpenAsync(bench, device, origin: "https://panel.lan");
        using ClientWebSocket own = await OpenAsync(bench, device, origin: Address(bench, "https").TrimEnd('/'));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        Assert.Contains("OriginRefused", Assert.Single(bench.Log.Refusals), StringComparison.Ordinal);
        Assert.Equal(("mqtt", "mqtt"), (opened.SubProtocol, own.SubProtocol));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mqttv3.1")]
    public async Task Websocket_of_another_subprotocol_is_refused(string? subprotocol)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");

        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(
            () => OpenAsync(bench, device, subprotocol));

        Assert.Contains("426", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_request_for_the_websocket_is_told_what_it_is()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using HttpClient client = Client(bench, device);

        using HttpResponseMessage answer = await client.GetAsync("mqtt");

        await answer.IsProblemAsync(HttpStatusCode.UpgradeRequired, ProblemTypes.UpgradeRequired);
        Assert.Equal("websocket", answer.Headers.Upgrade.ToString());
    }

    [Fact]
    public async Task Websocket_over_http_2_is_refused()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using ClientWebSocket socket = new();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using HttpMessageInvoker invoker = new(Handler(bench, device));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));

        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri(Address(bench, "wss") + "mqtt"), invoker, limit.Token));

        Assert.Contains("501", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_message_ends_the_connection()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using ClientWebSocket socket = await OpenAsync(bench, device);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, limit.Token);
        WebSocketReceiveResult answer = await socket.ReceiveAsync(new byte[100], limit.Token);

        Assert.Equal(WebSocketMessageType.Close, answer.MessageType);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, answer.CloseStatus); // 1003 [MQTT-6.0.0-1]
        await bench.Quiet();
    }

    [Fact]
    public async Task Goodbye_of_the_client_is_answered()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using ClientWebSocket socket = await OpenAsync(bench, device);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);

        Assert.Equal(WebSocketState.Closed, socket.State);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        await bench.Quiet();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Headers_above_the_limit_are_refused(int version)
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using HttpClient client = Client(bench, device, version);
        client.DefaultRequestHeaders.Add("x", new string('a', 9_000));

        Exception? seen = null;
        HttpStatusCode? status = null;
        try
        {
            using HttpResponseMessage answer = await client.GetAsync("identity");
            status = answer.StatusCode;
        }
        catch (HttpRequestException fault)
        {
            seen = fault;
        }

        Assert.True(seen is not null || status == HttpStatusCode.RequestHeaderFieldsTooLarge, status.ToString());
    }

    [Fact]
    public async Task Request_that_never_ends_its_headers_is_cut()
    {
        await using RoadBench bench = await RoadBench.Start(
            _pki, https: new DeviceHttpsOptions { HeaderTimeout = TimeSpan.FromMilliseconds(500) });
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using Stream stream = await bench.OpenTls(device);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));

        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /identity HTTP/1.1\r\nHost: localhost\r\n"), limit.Token);
        byte[] answer = new byte[1_000];
        int count = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, limit.Token);

        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
        await bench.Quiet();
    }

    [Fact]
    public async Task No_record_is_longer_than_the_limit()
    {
        await using RoadBench bench = await RoadBench.Start(_pki, new ListenerOptions().ForSmallDevices());
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        await using RecordCounter counter = new(bench.Https.Endpoint);
        await using RawMqtt mqtt = new(await bench.WebSocketAt(counter.Endpoint.Port, device)
            .OpenAsync(CancellationToken.None));
        await mqtt.Connect("ABCD1234");

        await mqtt.Publish("private/ABCD1234/telemetry/blob", new byte[20_000], retain: true);
        await mqtt.Subscribe("private/ABCD1234/#");
        Assert.Equal(0x90, (await mqtt.Read()).Type);
        (_, byte[] body) = await mqtt.Read();

        Assert.True(body.Length > 20_000);
        Assert.All(counter.Lengths, length => Assert.InRange(length, 1, ListenerOptions.SmallDeviceRecordBytes + 17));
    }
}
