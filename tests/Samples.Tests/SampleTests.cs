using System.Globalization;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Api.Telemetry;
using Garita.Samples.Tests.Fixtures;
using Garita.TestKit;

namespace Garita.Samples.Tests;

/// <summary>
/// Every sample, as a program of its own against a live server: its value is stored, its command answered, and a device
/// that stays connected does both over the one socket that it opened.
/// </summary>
public sealed class SampleTests(LiveServer server) : IClassFixture<LiveServer>
{
    [ToolFact("mosquitto_pub", "mosquitto_sub")]
    public async Task Mosquitto_publishes_and_answers_with_three_programs()
    {
        await using Wiretap tap = new(server.MqttPort);
        string device = await server.AddDeviceAsync("MOSQUITTO", tap.Port);
        await using RunningSample sample = RunningSample.Start(SampleCommands.Mosquitto(device));

        Assert.Equal("published as MOSQUITTO", await sample.NextLineAsync());
        CommandResult result = await server.CommandUntilHeardAsync("MOSQUITTO");

        await EndedWellAsync(sample, "MOSQUITTO", result);
        Assert.Equal(3, tap.Connections);
    }

    [ToolFact(SampleCommands.Paho)]
    public async Task Paho_speaks_mqtt_5()
    {
        await TalksAsync("PAHO5", SampleCommands.PahoPython);

        await server.Journal.WaitForAsync("PAHO5 connected as PAHO5 with V5");
    }

    [ToolFact(SampleCommands.Paho)]
    public async Task Paho_speaks_mqtt_311()
    {
        await TalksAsync("PAHO311", device => [.. SampleCommands.PahoPython(device), "--mqtt311"]);

        await server.Journal.WaitForAsync("PAHO311 connected as PAHO311 with V311");
    }

    [ToolFact(SampleCommands.Paho)]
    public async Task Paho_speaks_mqtt_5_through_a_websocket()
    {
        await using Wiretap tap = new(server.HttpsPort);

        await TalksAsync("PAHOWS", tap, d => [.. SampleCommands.PahoPython(d), "--wss", Text(tap.Port)]);
    }

    [ToolFact("node", SampleCommands.MqttJs)]
    public async Task Mqttjs_speaks_through_a_websocket()
    {
        await using Wiretap tap = new(server.HttpsPort);

        await TalksAsync("MQTTJSWS", tap, device => [.. SampleCommands.Node(device), Text(tap.Port)]);
    }

    [ToolFact("node", SampleCommands.MqttJs)]
    public Task Mqttjs_publishes_and_answers_over_one_socket() => TalksAsync("MQTTJS", SampleCommands.Node);

    [Fact]
    public Task Csharp_sdk_publishes_and_answers_over_one_socket() => TalksAsync("CSHARP", SampleCommands.CSharp);

    [ToolFact("gcc", SampleCommands.PahoC)]
    public async Task Paho_c_publishes_and_answers_over_one_socket()
    {
        using TemporaryDirectory built = new();
        string program = await SampleCommands.CompilePahoCAsync(built);

        await TalksAsync("PAHOC", device => [program, device]);
    }

    [ToolFact("gcc", SampleCommands.WolfSsl)]
    public async Task Wolfssl_with_one_suite_one_curve_and_one_signature_algorithm_works()
    {
        using TemporaryDirectory built = new();
        string program = await SampleCommands.CompileWolfSslAsync(built);

        ClientHello offered = await TalksAsync("WOLFSSL", device => [program, device]);

        Assert.Equal([0x1301], offered.Suites); // TLS_AES_128_GCM_SHA256
        Assert.Equal([0x0017], offered.Groups); // secp256r1
        Assert.Equal([0x0403], offered.Signatures); // ecdsa_secp256r1_sha256
        Assert.Equal([0x0304], offered.Versions); // TLS 1.3
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private async Task<ClientHello> TalksAsync(string id, Func<string, string[]> command)
    {
        await using Wiretap tap = new(server.MqttPort);
        return await TalksAsync(id, tap, command);
    }

    private async Task<ClientHello> TalksAsync(string id, Wiretap tap, Func<string, string[]> command)
    {
        string device = await server.AddDeviceAsync(id, tap.Port);
        await using RunningSample sample = RunningSample.Start(command(device));

        Assert.Equal($"published as {id}", await sample.NextLineAsync());
        CommandResult result = await server.CommandAsync(id);

        await EndedWellAsync(sample, id, result);
        Assert.Equal(1, tap.Connections);
        return ClientHello.Read(tap.FirstClientRecord);
    }

    private async Task EndedWellAsync(RunningSample sample, string id, CommandResult result)
    {
        Assert.Equal((CommandOutcome.Ok, "done"), (result.Outcome, result.Result?.GetString()));
        Assert.Contains("answered ", await sample.NextLineAsync(), StringComparison.Ordinal);
        (int code, string errors) = await sample.EndAsync();
        Assert.True(code == 0, errors);
        TelemetryPoint stored = Assert.Single(await server.TelemetryAsync(id));
        Assert.Equal(("temperature", 21.5, "Cel"), (stored.Series, stored.Value.GetDouble(), stored.Unit));
    }
}
