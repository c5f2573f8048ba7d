using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Devices;
using Garita.Server.Hosting;
using Garita.Server.Tests.Fixtures;
using Garita.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Hosting;

public sealed class StartupTests
{
    [Fact]
    public async Task Second_server_on_the_same_data_directory_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        GaritaOptions options = new GaritaOptions { DataDirectory = server.DataDirectory }.OnFreePorts();
        Assert.Equal(StartupFault.Busy, (await Refused(options)).Fault);
        await server.Api.GetOkAsync("status");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Busy_port_is_one_clear_error_and_leaves_nothing_behind(bool mqtt)
    {
        await using TestServer one = await TestServer.StartAsync();
        await using TestServer two = await TestServer.StartAsync();
        await two.Server.DisposeAsync();
        IPEndPoint busy = mqtt ? one.Server.MqttEndpoint : one.Server.ApiEndpoint;
        GaritaOptions free = new GaritaOptions { DataDirectory = two.DataDirectory }.OnFreePorts();
        StartupException refused = await Refused(mqtt
            ? free with { Mqtt = free.Mqtt with { Endpoint = busy } }
            : free with { Api = free.Api with { Endpoint = busy } });
        Assert.Equal(StartupFault.Port, refused.Fault);
        Assert.Contains($"{busy.Port}", refused.Message, StringComparison.Ordinal);
        await two.RestartAsync();
        await two.Api.GetOkAsync("status");
    }

    [Fact]
    public async Task Wrong_policy_names_the_line_and_nothing_starts()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Server.DisposeAsync();
        string policy = Path.Combine(server.DataDirectory, "policy");
        await File.WriteAllTextAsync(policy, "# mine\nfor device\n  alow publish x\n");
        StartupException refused = await Refused(
            new GaritaOptions { DataDirectory = server.DataDirectory }.OnFreePorts());
        Assert.Equal(StartupFault.Policy, refused.Fault);
        Assert.Contains(policy + ":3:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_directory_asks_for_init()
    {
        using TemporaryDirectory directory = new();
        StartupException refused = await Refused(new GaritaOptions { DataDirectory = directory.Path }.OnFreePorts());
        Assert.Equal(StartupFault.NotInitialised, refused.Fault);
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Log_that_is_gone_or_older_than_the_database_is_not_begun_again(bool gone)
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Server.DisposeAsync();
        string file = Path.Combine(server.DataDirectory, "garita.db");
        using (SqliteConnection db = new($"Data Source={file};Pooling=False"))
        {
            db.Open();
            using SqliteCommand insert = db.CreateCommand();
            insert.CommandText = "INSERT INTO trust_document VALUES (1, hex(zeroblob(32)), x'00', 'ana', 0, 6, 7)";
            insert.ExecuteNonQuery();
        }

        string audit = Path.Combine(server.DataDirectory, "audit");
        if (gone)
        {
            Directory.Delete(audit, recursive: true);
        }

        StartupException refused = await Refused(
            new GaritaOptions { DataDirectory = server.DataDirectory }.OnFreePorts());

        Assert.Equal(StartupFault.Storage, refused.Fault);
        Assert.Contains(audit + ": the log has 0 entries", refused.Message, StringComparison.Ordinal);
        Assert.Contains("knows of 8", refused.Message, StringComparison.Ordinal);
        Assert.Equal(gone, !Directory.Exists(audit));
    }

    [Fact]
    public async Task Clock_before_the_authority_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Server.DisposeAsync();
        ManualTimeProvider early = new(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
        StartupException refused = await Assert.ThrowsAsync<StartupException>(() => GaritaServer.StartAsync(
            new GaritaOptions { DataDirectory = server.DataDirectory }.OnFreePorts(),
            early,
            NullLoggerFactory.Instance,
            CancellationToken.None));
        Assert.Equal(StartupFault.Clock, refused.Fault);
    }

    [Fact]
    public async Task Policy_reload_over_the_api_puts_the_file_in_force_or_keeps_the_old_one()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpResponseMessage builtIn = await server.Api.PostAsync("policy/reload");
        await builtIn.IsProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemTypes.InvalidPolicy);
        string file = Path.Combine(server.DataDirectory, "policy");
        string text = Broker.Access.AccessPolicy.DefaultText;
        await File.WriteAllTextAsync(file, text);
        await server.RestartAsync();

        const string Question = """{"as":"ABCD1234","action":"publish","topic":"private/ABCD1235/telemetry/t"}""";
        Assert.False((await Ask(Question)).GetProperty("allowed").GetBoolean());
        await File.WriteAllTextAsync(file, "nonsense\n" + text);
        using HttpResponseMessage wrong = await server.Api.PostAsync("policy/reload");
        Problem problem = await wrong.IsProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemTypes.InvalidPolicy);
        Assert.Contains(":1:", problem.Detail, StringComparison.Ordinal);
        const string Own = """{"as":"ABCD1234","action":"publish","topic":"private/ABCD1234/telemetry/t"}""";
        Assert.True((await Ask(Own)).GetProperty("allowed").GetBoolean());
        await File.WriteAllTextAsync(file, "# nobody may do anything\n");
        await (await server.Api.PostAsync("policy/reload")).IsOkAsync();
        Assert.False((await Ask(Own)).GetProperty("allowed").GetBoolean());

        async Task<System.Text.Json.JsonElement> Ask(string body) =>
            await (await server.Api.PostAsync("policy/explain", body)).IsOkAsync();
    }

    [Fact]
    public async Task Organizational_unit_of_the_certificate_is_what_the_policy_asks_about()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Server.DisposeAsync();
        await File.WriteAllTextAsync(
            Path.Combine(server.DataDirectory, "policy"), "for device in ou \"Factory 7\"\n  publish line/{ou}/#\n");
        await server.RestartAsync();
        await AddAsync("INSIDE01", "Factory 7");
        await AddAsync("OUTSIDE1", "Factory 8");

        Assert.True(await MayAsync("INSIDE01", "line/Factory 7/x"));
        Assert.False(await MayAsync("INSIDE01", "line/Factory 8/x"));
        Assert.False(await MayAsync("OUTSIDE1", "line/Factory 8/x"));

        async Task AddAsync(string id, string unit)
        {
            using TestKey key = new();
            AddDeviceRequest request = new(id, key.CsrPem, OrganizationalUnit: unit);
            using HttpResponseMessage response = await server.Api.PostAsJsonAsync(
                "devices", request, ApiJson.Default.AddDeviceRequest);
            DeviceAdded added = await response.ReadAsync(ApiJson.Default.DeviceAdded);
            using X509Certificate2 leaf = X509Certificate2.CreateFromPem(added.Certificate.ChainPem);
            Assert.Contains("OU=" + unit, leaf.Subject, StringComparison.Ordinal);
        }

        async Task<bool> MayAsync(string id, string topic)
        {
            string body = $$"""{"as":"{{id}}","action":"publish","topic":"{{topic}}"}""";
            return (await (await server.Api.PostAsync("policy/explain", body)).IsOkAsync())
                .GetProperty("allowed").GetBoolean();
        }
    }

    [Fact]
    public async Task Second_init_changes_nothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestKey key = new();
        using Authority.Keys.Passphrase passphrase = new("another long passphrase");
        Pki.Requests.ParsedCsr.TryParse(
            System.Text.Encoding.ASCII.GetBytes(key.CsrPem), out Pki.Requests.ParsedCsr? csr);
        Assert.True(Pki.Issuing.AlternativeNames.TryParse(["x.lan"], out Pki.Issuing.AlternativeNames names, out _));
        InstallationRequest again = new(
            server.DataDirectory, new Authority.Vault.VaultRequest(names, passphrase, null), "eve", csr!);
        StartupException refused = await Assert.ThrowsAsync<StartupException>(() => Installation.CreateAsync(
            again, _ => Task.CompletedTask, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None));
        Assert.Equal(StartupFault.NotEmpty, refused.Fault);
        await server.RestartAsync();
        await server.Api.GetOkAsync("status");
    }

    private static Task<StartupException> Refused(GaritaOptions options) => Assert.ThrowsAsync<StartupException>(
        () => GaritaServer.StartAsync(
            options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None));
}
