using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Garita.Server.DeviceHttps;
using Garita.Server.Tests.Listeners;
using Garita.Server.Tests.Roads;
using Garita.TestKit;
using static Garita.Server.Tests.DeviceHttps.HttpsClients;

namespace Garita.Server.Tests.DeviceHttps;

/// <summary>HTTP/3 beside HTTP/1.1 and HTTP/2.</summary>
public sealed class Http3Tests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [ToolFact("gtlsclient")]
    public async Task Identity_is_answered_over_http_3_to_a_client_that_is_not_ours()
    {
        await using RoadBench bench = await RoadBench.Start(_pki, https: new DeviceHttpsOptions());
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using TemporaryDirectory folder = new();

        (int code, string output) = await GtlsClient.GetAsync(
            bench, device, "/identity", $"-q --download={folder.Path}");

        Assert.True(code == 0, output);
        JsonElement answer = JsonElement.Parse(await File.ReadAllTextAsync(folder.File("identity")));
        Assert.Equal("ABCD1234", answer.GetProperty("identity").GetString());
        Assert.Equal("HTTP/3", answer.GetProperty("protocol").GetString());
        Assert.Empty(bench.Log.Refusals);
    }

    [QuicFact]
    public async Task Http_3_is_advertised_on_tcp()
    {
        await using RoadBench bench = await RoadBench.Start(_pki, https: new DeviceHttpsOptions());
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using HttpClient client = Client(bench, device);

        using HttpResponseMessage answer = await client.GetAsync("identity");

        Assert.Equal(bench.Https.Endpoint.Port, bench.Https.Http3Endpoint!.Port);
        Assert.Equal(
            $"h3=\":{bench.Https.Endpoint.Port}\"", Assert.Single(answer.Headers.GetValues("Alt-Svc")));
    }

    [Fact]
    public async Task Http_3_can_be_left_out()
    {
        await using RoadBench bench = await RoadBench.Start(_pki, https: new DeviceHttpsOptions { Http3 = false });
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using HttpClient client = Client(bench, device);

        using HttpResponseMessage answer = await client.GetAsync("identity");

        Assert.Null(bench.Https.Http3Endpoint);
        Assert.False(answer.Headers.Contains("Alt-Svc"));
    }
}
