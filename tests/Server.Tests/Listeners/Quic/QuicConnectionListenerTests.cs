using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.Quic;
using Garita.Server.Listeners.Quic;
using Garita.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Garita.Server.Tests.Listeners.Quic;

/// <summary>Kestrel's HTTP/3 over our connections, asked by a client that is not ours.</summary>
public sealed class QuicConnectionListenerTests : IAsyncLifetime, IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _folder = new();
    private readonly X509Certificate2 _certificate;
    private QuicConnectionListener _listener = null!;
    private QuicServer _server = null!;
    private WebApplication _app = null!;
    private Task _accepting = Task.CompletedTask;

    public QuicConnectionListenerTests() => _certificate = _authority.IssueServer(names: "server.test");

    public async Task InitializeAsync()
    {
        if (QuicSupport.Engine is null)
        {
            return;
        }

        _server = await QuicTransport.ListenAsync(new QuicServerOptions
        {
            Endpoint = new IPEndPoint(IPAddress.Loopback, 0),
            Protocols = ["h3"],
            Certificate = new QuicCertificate(_certificate, _authority.Issuer),
            Verify = peer => peer.Chain[0].Issuer == _authority.Issuer.Subject,
        });
        _listener = new QuicConnectionListener(_server.LocalEndPoint);
        _accepting = AcceptAsync();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(_server.LocalEndPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http3;
                listen.UseHttps(_certificate);
            }));
        builder.Services.AddSingleton<IMultiplexedConnectionListenerFactory>(_listener);
        builder.Services.AddRouting();
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (QuicSupport.Engine is not null)
        {
            await _app.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
            await _app.DisposeAsync();
            await _server.DisposeAsync();
            await _accepting.WaitAsync(TimeSpan.FromSeconds(10));
            await _listener.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [ToolFact("gtlsclient")]
    public async Task Request_over_http_3_is_answered_with_the_callers_name()
    {
        await GetAsync("/whoami");
        Assert.Equal("HTTP/3 CN=ABCD1234", await File.ReadAllTextAsync(_folder.File("whoami")));
    }

    [ToolFact("gtlsclient")]
    public async Task Large_answer_over_http_3_arrives_whole_while_the_client_moves_and_changes_keys()
    {
        await GetAsync("/big", "--change-local-addr=20ms", "--key-update=10ms");
        Assert.Equal(10 * 1024 * 1024, new FileInfo(_folder.File("big")).Length);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/whoami")
        {
            string? name = context.Connection.ClientCertificate?.Subject;
            await context.Response.WriteAsync($"{context.Request.Protocol} {name}");
            return;
        }

        byte[] piece = new byte[64 * 1024];
        for (int i = 0; i < 160; i++)
        {
            await context.Response.Body.WriteAsync(piece);
        }
    }

    private async Task GetAsync(string path, params string[] more)
    {
        using X509Certificate2 client = _authority.IssueClient("ABCD1234");
        await File.WriteAllTextAsync(_folder.File("client.pem"), _authority.ChainPem(client));
        await File.WriteAllTextAsync(_folder.File("client.key"), TestAuthority.KeyPem(client));
        string port = _server.LocalEndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        (int code, string output) = await ToolRun.RunAsync(
            "gtlsclient",
            [
                "-q", "--exit-on-all-streams-close", "--key", _folder.File("client.key"), "--cert",
                _folder.File("client.pem"), "--download=" + _folder.Path, .. more, "127.0.0.1", port,
                "https://server.test" + path,
            ]);
        Assert.True(code == 0, output);
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        while (await _server.AcceptAsync() is { } connection)
        {
            serving.Add(ServeAsync(connection));
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(QuicConnection connection)
    {
        await using (connection)
        {
            await _listener.ServeAsync(connection);
        }
    }
}
