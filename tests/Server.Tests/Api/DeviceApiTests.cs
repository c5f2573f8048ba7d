using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Devices;
using Garita.MqttClient;
using Garita.Server.Tests.Fixtures;

namespace Garita.Server.Tests.Api;

public sealed class DeviceApiTests
{
    [Fact]
    public async Task Id_that_is_taken_in_any_case_or_was_ever_used_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.AddDeviceAsync("ABCD1234");
        await IsTaken("ABCD1234");
        await IsTaken("abcd1234");
        await (await server.Api.DeleteAsync("devices/ABCD1234")).IsOkAsync();
        await IsTaken("ABCD1234");
        await server.RestartAsync();
        await IsTaken("ABCD1234");
        await IsTaken("abCD1234");
        using HttpResponseMessage back = await server.Api.PostAsync("devices/ABCD1234/enable");
        await back.IsProblemAsync(HttpStatusCode.Conflict, ProblemTypes.Removed);

        async Task IsTaken(string id)
        {
            using HttpResponseMessage response = await Add(server, id);
            Problem problem = await response.IsProblemAsync(HttpStatusCode.Conflict, ProblemTypes.IdTaken);
            Assert.Equal("id", problem.Field);
        }
    }

    [Fact]
    public async Task Refused_request_leaves_the_id_free()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestKey key = new();
        using HttpResponseMessage first = await Add(server, "ABCD1234", key.CsrPem);
        await first.IsOkAsync();
        using HttpResponseMessage copied = await Add(server, "ABCD1235", key.CsrPem);
        await copied.IsProblemAsync(HttpStatusCode.Conflict, ProblemTypes.KeyInUse);
        await server.AddDeviceAsync("ABCD1235");
    }

    [Fact]
    public async Task Encryption_key_is_registered_and_shown_over_a_restart()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestKey key = new();
        using ECDiffieHellman encryption = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        string pem = encryption.ExportSubjectPublicKeyInfoPem() + "\n";
        using HttpResponseMessage added = await Add(server, "ABCD1234", key.CsrPem, pem);
        await added.IsOkAsync();
        await server.AddDeviceAsync("ABCD1235");
        await server.RestartAsync();
        JsonElement with = await server.Api.GetOkAsync("devices/ABCD1234");
        Assert.Equal(pem, with.GetProperty("encryptionKeyPem").GetString());
        JsonElement without = await server.Api.GetOkAsync("devices/ABCD1235");
        Assert.True(!without.TryGetProperty("encryptionKeyPem", out JsonElement none)
            || none.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task Encryption_key_that_is_none_or_signs_too_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestKey key = new();
        using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using ECDsa own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string csr = new CertificateRequest("CN=A", own, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        string[] wrong = ["", "no pem", key.CsrPem, p384.ExportSubjectPublicKeyInfoPem()];
        foreach (string pem in wrong)
        {
            using HttpResponseMessage response = await Add(server, "ABCD1234", key.CsrPem, pem);
            Problem problem = await response.IsProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidField);
            Assert.Equal("encryptionKeyPem", problem.Field);
        }

        using HttpResponseMessage same = await Add(server, "ABCD1234", csr, own.ExportSubjectPublicKeyInfoPem());
        await same.IsProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidField);
        await server.AddDeviceAsync("ABCD1234");
    }

    [Fact]
    public async Task Wrong_body_is_a_problem_that_names_the_field_and_adds_nothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestKey key = new();
        string csr = JsonEncodedText.Encode(key.CsrPem).ToString();
        (string Body, string Slug, string? Field)[] cases =
        [
            ("""{"id":"a/b","csrPem":"CSR"}""", "invalid-field", "id"),
            ("""{"id":"","csrPem":"CSR"}""", "invalid-field", "id"),
            ("""{"id":"A","csrPem":"CSR","groups":["a b"]}""", "invalid-field", "groups"),
            ("""{"id":"A","csrPem":"not pem"}""", "invalid-signing-request", "csrPem"),
            ("""{"id":"A"}""", "invalid-body", null),
            ("""{"id":"A","csrPem":"CSR","admin":true}""", "invalid-body", null),
            ("""{"id":"A","id":"B","csrPem":"CSR"}""", "invalid-body", null),
            ("""{"id":7,"csrPem":"CSR"}""", "invalid-body", "id"),
            ("""{"id":"A",""", "invalid-body", null),
        ];
        foreach ((string body, string slug, string? field) in cases)
        {
            using HttpResponseMessage response = await server.Api.PostAsync(
                "devices", body.Replace("CSR", csr, StringComparison.Ordinal));
            Problem problem = await response.IsProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.Prefix + slug);
            Assert.True(field is null || field == problem.Field, body);
        }

        Assert.Empty((await server.Api.GetOkAsync("devices")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_the_framework_refuses_is_a_problem_too()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpResponseMessage route = await server.Api.GetAsync("nothing-here");
        await route.IsProblemAsync(HttpStatusCode.NotFound, ProblemTypes.NotFound);
        using HttpResponseMessage device = await server.Api.GetAsync("devices/NOBODY");
        await device.IsProblemAsync(HttpStatusCode.NotFound, ProblemTypes.NotFound);
        using HttpResponseMessage method = await server.Api.DeleteAsync("status");
        await method.IsProblemAsync(HttpStatusCode.MethodNotAllowed, ProblemTypes.MethodNotAllowed);
        using HttpResponseMessage type = await server.Api.PostAsync("tokens", new StringContent("name=x"));
        await type.IsProblemAsync(HttpStatusCode.UnsupportedMediaType, ProblemTypes.UnsupportedMediaType);
        using HttpRequestMessage body = new(HttpMethod.Post, "tokens");

        // A body that is refused is not sent: else the server closes while it comes, and the answer is lost in that.
        body.Headers.ExpectContinue = true;
        body.Content = new StringContent(
            "{\"name\":\"" + new string('a', 2 << 20) + "\"}", Encoding.UTF8, "application/json");
        using HttpResponseMessage large = await server.Api.SendAsync(body);
        await large.IsProblemAsync(HttpStatusCode.RequestEntityTooLarge, ProblemTypes.BodyTooLarge);
        using HttpResponseMessage limit = await server.Api.GetAsync("devices?limit=0");
        Problem problem = await limit.IsProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidField);
        Assert.Equal("limit", problem.Field);
    }

    [Fact]
    public async Task List_pages_and_filters()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.AddDeviceAsync("A1", "pump", "north");
        await server.AddDeviceAsync("A2", "meter", "north");
        await server.AddDeviceAsync("A3", "pump");
        await (await server.Api.PostAsync("devices/A3/disable")).IsOkAsync();

        JsonElement first = await server.Api.GetOkAsync("devices?limit=2");
        Assert.Equal(["A1", "A2"], Ids(first));
        Assert.Equal(["A3"],
            Ids(await server.Api.GetOkAsync("devices?limit=2&after=" + first.GetProperty("next").GetString())));
        Assert.Equal(["A1", "A3"], Ids(await server.Api.GetOkAsync("devices?type=pump")));
        Assert.Equal(["A1", "A2"], Ids(await server.Api.GetOkAsync("devices?group=north")));
        Assert.Equal(["A3"], Ids(await server.Api.GetOkAsync("devices?state=disabled")));
        Assert.Empty(Ids(await server.Api.GetOkAsync("devices?connected=true")));

        static string[] Ids(JsonElement page) =>
            [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disable_and_remove_end_the_live_session_before_they_answer(bool remove)
    {
        await using TestServer server = await TestServer.StartAsync();
        TestHolder holder = await server.AddDeviceAsync("ABCD1234");
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using BrokerClient client = await server.ConnectAsync(holder, "ABCD1234", options => options with
        {
            StateChanged = change =>
            {
                if (change.State != ClientState.Connected && change.State != ClientState.Connecting)
                {
                    ended.TrySetResult();
                }
            },
        });
        DeviceView before = await Get();
        Assert.True(before.Connected);
        using HttpResponseMessage response = remove
            ? await server.Api.DeleteAsync("devices/ABCD1234")
            : await server.Api.PostAsync("devices/ABCD1234/disable");
        await response.IsOkAsync();
        Assert.Equal(0, server.Server.Messaging.Broker.Snapshot().Sessions);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<MqttClientException>(() => server.ConnectAsync(holder, "ABCD1234"));

        async Task<DeviceView> Get()
        {
            using HttpResponseMessage got = await server.Api.GetAsync("devices/ABCD1234");
            return await got.ReadAsync(ApiJson.Default.DeviceView);
        }
    }

    [Fact]
    public async Task Desired_state_of_a_shut_out_device_is_retained_no_longer()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.AddDeviceAsync("ABCD1234");
        using HttpResponseMessage put = await server.Api.PutAsync(
            "devices/ABCD1234/desired", Answers.Json("""{"target":21}"""));
        await put.IsOkAsync();
        Assert.Equal(1, Retained());

        await (await server.Api.PostAsync("devices/ABCD1234/disable")).IsOkAsync();
        Assert.Equal(0, Retained());
        await (await server.Api.PostAsync("devices/ABCD1234/enable")).IsOkAsync();
        Assert.Equal(1, Retained());
        await (await server.Api.DeleteAsync("devices/ABCD1234")).IsOkAsync();
        Assert.Equal(0, Retained());

        long Retained() => server.Server.Messaging.Broker.Snapshot().RetainedMessages;
    }

    [Fact]
    public async Task Openapi_document_lists_every_route_of_the_page()
    {
        await using TestServer server = await TestServer.StartAsync();
        JsonElement document = await server.Api.GetOkAsync("/openapi/v1.json");
        JsonElement paths = document.GetProperty("paths");
        foreach (string route in (string[])
        [
            "/devices", "/devices/{id}", "/devices/{id}/groups", "/devices/{id}/disable", "/devices/{id}/enable",
            "/devices/{id}/telemetry", "/devices/{id}/telemetry/last", "/devices/{id}/telemetry/export",
            "/telemetry/tail", "/devices/{id}/commands", "/devices/{id}/desired", "/devices/{id}/reported",
            "/services", "/services/{name}", "/operators", "/operators/{name}/disable", "/tokens", "/tokens/{name}",
            "/policy", "/policy/check", "/policy/explain", "/policy/reload", "/status",
            "/images", "/images/{digest}", "/releases", "/releases/{digest}", "/releases/{digest}/manifest",
            "/releases/{digest}/withdraw", "/trust", "/trust/{version}", "/audit", "/audit/entries", "/audit/proof",
            "/audit/consistency", "/audit/export", "/audit/witness-request", "/audit/cosignatures",
        ])
        {
            Assert.True(paths.TryGetProperty("/api/v1" + route, out _), route);
        }
    }

    private static async Task<HttpResponseMessage> Add(
        TestServer server, string id, string? csr = null, string? encryptionKey = null)
    {
        using TestKey key = new();
        string body = JsonSerializer.Serialize(
            new AddDeviceRequest(id, csr ?? key.CsrPem, EncryptionKeyPem: encryptionKey),
            ApiJson.Default.AddDeviceRequest);
        return await server.Api.PostAsync("devices", body);
    }
}
