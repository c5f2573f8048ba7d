using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Garita.Server.Tests.Roads;

namespace Garita.Server.Tests.DeviceHttps;

/// <summary>.NET's own HTTP and WebSocket clients, with a device's certificate.</summary>
internal static class HttpsClients
{
    public static string Address(RoadBench bench, string scheme) =>
        $"{scheme}://localhost:{bench.Https.Endpoint.Port}/";

    /// <summary>What both are made of.</summary>
    public static SocketsHttpHandler Handler(RoadBench bench, X509Certificate2 holder) => new()
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateChainPolicy = bench.Pki.ServerPolicy(),
            ClientCertificates = [holder],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => holder,
        },
    };

    public static HttpClient Client(RoadBench bench, X509Certificate2 holder, int version = 1) =>
        new(Handler(bench, holder))
        {
            BaseAddress = new Uri(Address(bench, "https")),
            DefaultRequestVersion = version == 1 ? HttpVersion.Version11 : HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(20),
        };

    public static async Task<ClientWebSocket> OpenAsync(
        RoadBench bench, X509Certificate2 holder, string? subprotocol = "mqtt", string? origin = null)
    {
        ClientWebSocket socket = new();
        if (subprotocol is not null)
        {
            socket.Options.AddSubProtocol(subprotocol);
        }

        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        using HttpMessageInvoker invoker = new(Handler(bench, holder));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new Uri(Address(bench, "wss") + "mqtt"), invoker, limit.Token);
        return socket;
    }
}
