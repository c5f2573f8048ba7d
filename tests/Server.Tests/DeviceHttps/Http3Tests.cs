using System.Net;
using System.Net.Sockets;
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
        await using RoadBench bench = await RoadBench.Start(_pki);
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

    [ToolFact("go", GoProgram.Library)]
    public async Task Identity_is_answered_over_http_3_to_an_independent_stack()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");

        (int code, string output) = await GoClient.GetAsync(bench, device, "/identity");

        Assert.True(code == 0, output);
        string[] lines = output.Split('\n', 2);
        Assert.Equal("HTTP/3.0 200", lines[0]);
        Assert.Equal("ABCD1234", JsonElement.Parse(lines[1]).GetProperty("identity").GetString());
        Assert.Empty(bench.Log.Refusals);
    }

    [QuicFact]
    public async Task Http_3_is_advertised_on_tcp()
    {
        await using RoadBench bench = await RoadBench.Start(_pki);
        using X509Certificate2 device = bench.Enrol("ABCD1234");
        using HttpClient client = Client(bench, device);

        using HttpResponseMessage answer = await client.GetAsync("identity");

        Assert.Equal(
            $"h3=\":{bench.Https.Http3Endpoint!.Port}\"", Assert.Single(answer.Headers.GetValues("Alt-Svc")));
    }

    [QuicFact]
    public async Task Http_3_has_the_number_of_the_tcp_port_where_one_was_asked_for()
    {
        IPEndPoint asked = FreeOnBoth();
        await using RoadBench bench = await RoadBench.Start(_pki, httpsPort: asked.Port);

        Assert.Equal(asked, bench.Https.Endpoint);
        Assert.Equal(asked, bench.Https.Http3Endpoint);
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

    private static IPEndPoint FreeOnBoth()
    {
        while (true)
        {
            using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            using Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                tcp.Bind(udp.LocalEndPoint!);
                return (IPEndPoint)udp.LocalEndPoint!;
            }
            catch (SocketException)
            {
                // Somebody has that number for TCP; the next one may do.
            }
        }
    }
}
