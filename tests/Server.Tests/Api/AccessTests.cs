using System.Net;
using Garita.Contracts.Api;
using Garita.Contracts.Api.People;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Tests.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Api;

public sealed class AccessTests
{
    [Fact]
    public async Task Only_operators_and_working_tokens_come_in()
    {
        await using TestServer server = await TestServer.StartAsync();
        TestHolder device = await server.AddDeviceAsync("ABCD1234");
        TestHolder service = await server.AddPersonAsync("services", "billing");
        TestHolder second = await server.AddPersonAsync("operators", "ben");
        using TestPki foreign = new();
        using TestHolder stranger = new(foreign.Device("operator:ana"), foreign.DeviceIssuer);

        await IsRefused(server.Client(), HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
        await IsRefused(server.Client(stranger), HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
        await IsRefused(server.Client(device), HttpStatusCode.Forbidden, ProblemTypes.NotAllowed);
        await IsRefused(server.Client(service), HttpStatusCode.Forbidden, ProblemTypes.NotAllowed);
        await IsRefused(
            server.Client(token: "garita_wrong"), HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);

        HttpClient other = server.Client(second);
        await other.GetOkAsync("status");
        await (await server.Api.PostAsync("operators/ben/disable")).IsOkAsync();
        await IsRefused(other, HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
    }

    [Fact]
    public async Task Token_works_until_it_expires_or_is_revoked_and_survives_a_restart()
    {
        ManualTimeProvider time = new(
            DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        await using TestServer server = await TestServer.StartAsync(time: time);
        string first = await AddTokenAsync(server, """{"name":"ci","days":1}""");
        string second = await AddTokenAsync(server, """{"name":"cd","days":2}""");
        await server.RestartAsync();

        await server.Client(token: first).GetOkAsync("devices");
        using HttpResponseMessage taken = await server.Api.PostAsync("tokens", """{"name":"CI"}""");
        await taken.IsProblemAsync(HttpStatusCode.Conflict, ProblemTypes.IdTaken);

        time.Advance(TimeSpan.FromDays(1));
        await IsRefused(server.Client(token: first), HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
        HttpClient late = server.Client(token: second);
        await late.GetOkAsync("devices");
        await (await server.Api.DeleteAsync("tokens/cd")).IsOkAsync();
        await IsRefused(late, HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains(first, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_makes_no_tokens_and_ends_with_the_operator_who_made_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        HttpClient ben = server.Client(await server.AddPersonAsync("operators", "ben"));
        using HttpResponseMessage made = await ben.PostAsync("tokens", """{"name":"ci"}""");
        HttpClient token = server.Client(token: (await made.ReadAsync(ApiJson.Default.TokenAdded)).Secret);
        await token.GetOkAsync("status");
        using HttpResponseMessage next = await token.PostAsync("tokens", """{"name":"next"}""");
        await next.IsProblemAsync(HttpStatusCode.Forbidden, ProblemTypes.NotAllowed);

        await (await server.Api.PostAsync("operators/ben/disable")).IsOkAsync();
        await IsRefused(token, HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
        await (await server.Api.PostAsync("operators/ben/enable")).IsOkAsync();
        await token.GetOkAsync("status");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_stream_ends_when_its_reader_is_shut_out(bool byToken)
    {
        await using TestServer server = await TestServer.StartAsync(options => options with
        {
            Api = options.Api with
            {
                StreamHeartbeat = TimeSpan.FromMilliseconds(50), StreamRecheck = TimeSpan.FromMilliseconds(10),
            },
        });
        HttpClient reader = byToken
            ? server.Client(token: await AddTokenAsync(server, """{"name":"ci","days":1}"""))
            : server.Client(await server.AddPersonAsync("operators", "ben"));
        using HttpResponseMessage tail = await reader.GetAsync(
            "telemetry/tail", HttpCompletionOption.ResponseHeadersRead);
        Task<string> all = tail.Content.ReadAsStringAsync();

        await (byToken
            ? await server.Api.DeleteAsync("tokens/ci")
            : await server.Api.PostAsync("operators/ben/disable")).IsOkAsync();

        Assert.StartsWith(": ready", await all.WaitAsync(TimeSpan.FromSeconds(20)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_requests_cannot_fill_the_log()
    {
        await using TestServer server = await TestServer.StartAsync(options => options with
        {
            Api = options.Api with { RefusalLinesPerMinute = 3 },
        });
        HttpClient stranger = server.Client();
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage refused = await stranger.GetAsync("devices");
        }

        Assert.Equal(3, server.Log.Lines.Count(line => line.Contains("API request", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Wrong_tokens_beyond_the_limit_get_429_and_right_ones_still_work()
    {
        await using TestServer server = await TestServer.StartAsync();
        string right = await AddTokenAsync(server, """{"name":"ci"}""");
        HttpClient wrong = server.Client(token: "garita_wrong");
        for (int i = 0; i < 10; i++)
        {
            await IsRefused(wrong, HttpStatusCode.Unauthorized, ProblemTypes.NotAuthenticated);
        }

        await IsRefused(wrong, HttpStatusCode.TooManyRequests, ProblemTypes.TooManyRequests);
        await server.Client(token: right).GetOkAsync("devices");
    }

    [Fact]
    public async Task Change_with_a_foreign_origin_is_refused_and_reading_is_not()
    {
        await using TestServer server = await TestServer.StartAsync(options => options with
        {
            Api = options.Api with { AllowedOrigins = ["https://garita.lan:9443"] },
        });
        await IsAnswered(HttpMethod.Post, "https://evil.example", HttpStatusCode.Forbidden);
        await IsAnswered(HttpMethod.Post, "null", HttpStatusCode.Forbidden);
        await IsAnswered(HttpMethod.Post, "https://garita.lan:9443", HttpStatusCode.Created);
        await IsAnswered(HttpMethod.Get, "https://evil.example", HttpStatusCode.OK);

        async Task IsAnswered(HttpMethod method, string origin, HttpStatusCode status)
        {
            using HttpRequestMessage request = new(method, "tokens");
            request.Headers.Add("Origin", origin);
            request.Content = method == HttpMethod.Post ? Answers.Json("""{"name":"page"}""") : null;
            using HttpResponseMessage response = await server.Api.SendAsync(request);
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Fact]
    public async Task Last_operator_cannot_be_disabled_or_removed()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpResponseMessage disabled = await server.Api.PostAsync("operators/ana/disable");
        await disabled.IsProblemAsync(HttpStatusCode.Conflict, ProblemTypes.LastOperator);
        using HttpResponseMessage removed = await server.Api.DeleteAsync("operators/ana");
        await removed.IsProblemAsync(HttpStatusCode.Conflict, ProblemTypes.LastOperator);
        await server.Api.GetOkAsync("status");
    }

    [Fact]
    public async Task Wrong_passphrase_adds_nobody_and_no_secret_is_ever_logged()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestKey key = new();
        const string Wrong = "a passphrase that is wrong";
        string body = System.Text.Json.JsonSerializer.Serialize(
            new AddIdentityRequest("eve", key.CsrPem, Wrong), ApiJson.Default.AddIdentityRequest);
        using HttpResponseMessage refused = await server.Api.PostAsync("operators", body);
        await refused.IsProblemAsync(HttpStatusCode.Forbidden, ProblemTypes.WrongPassphrase);
        await server.AddPersonAsync("operators", "eve"); // the name stayed free
        string token = await AddTokenAsync(server, """{"name":"ci"}""");
        await server.Client(token: token).GetOkAsync("status");

        string log = string.Join('\n', server.Log.Lines);
        Assert.Contains("operator:eve", log, StringComparison.Ordinal);
        foreach (string secret in (string[])[Wrong, TestServer.RootPassphrase, token, "PRIVATE KEY"])
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }

    private static async Task IsRefused(HttpClient client, HttpStatusCode status, string type)
    {
        using HttpResponseMessage response = await client.GetAsync("devices");
        await response.IsProblemAsync(status, type);
    }

    private static async Task<string> AddTokenAsync(TestServer server, string body)
    {
        using HttpResponseMessage response = await server.Api.PostAsync("tokens", body);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.ReadAsync(ApiJson.Default.TokenAdded)).Secret;
    }
}
