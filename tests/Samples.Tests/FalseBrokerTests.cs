using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Garita.Samples.Tests.Fixtures;
using Garita.TestKit;

namespace Garita.Samples.Tests;

/// <summary>
/// No client says a word to a broker whose certificate does not lead to the server root, or is for another name. That
/// the same false broker hears the CONNECT once its certificate is right shows that it would have heard one.
/// </summary>
public sealed class FalseBrokerTests : IDisposable
{
    private const byte Connect = 0x10; // MQTT 3.1.1 3.1.1

    private readonly TemporaryDirectory _directory = new();

    // The names inside are the same: only the keys tell the true authority from the false one.
    private readonly TestAuthority _trusted = new();
    private readonly TestAuthority _stranger = new();

    public void Dispose()
    {
        _trusted.Dispose();
        _stranger.Dispose();
        _directory.Dispose();
    }

    [ToolFact("mosquitto_pub", "mosquitto_sub")]
    public Task Mosquitto_says_nothing_to_a_false_broker() => SaysNothingAsync(SampleCommands.Mosquitto);

    [ToolFact(SampleCommands.Paho)]
    public Task Paho_says_nothing_to_a_false_broker() => SaysNothingAsync(SampleCommands.PahoPython);

    [ToolFact("node", SampleCommands.MqttJs)]
    public Task Mqttjs_says_nothing_to_a_false_broker() => SaysNothingAsync(SampleCommands.Node);

    [Fact]
    public Task Csharp_sdk_says_nothing_to_a_false_broker() => SaysNothingAsync(SampleCommands.CSharp);

    [ToolFact("gcc", SampleCommands.PahoC)]
    public async Task Paho_c_says_nothing_to_a_false_broker()
    {
        string program = await SampleCommands.CompilePahoCAsync(_directory);
        await SaysNothingAsync(device => [program, device]);
    }

    [ToolFact("gcc", SampleCommands.WolfSsl)]
    public async Task Wolfssl_says_nothing_to_a_false_broker()
    {
        string program = await SampleCommands.CompileWolfSslAsync(_directory);
        await SaysNothingAsync(device => [program, device]);
    }

    private async Task SaysNothingAsync(Func<string, string[]> command)
    {
        using X509Certificate2 right = _trusted.IssueServer(names: ["localhost"]);
        using X509Certificate2 otherName = _trusted.IssueServer(names: ["broker.example"]);
        using X509Certificate2 otherAuthority = _stranger.IssueServer(names: ["localhost"]);

        Assert.Empty(await HeardByAsync(otherAuthority, _stranger, command, refuses: true));
        Assert.Empty(await HeardByAsync(otherName, _trusted, command, refuses: true));
        byte[] heard = await HeardByAsync(right, _trusted, command, refuses: false);
        Assert.Equal(Connect, heard[0]);
    }

    private async Task<byte[]> HeardByAsync(
        X509Certificate2 shown, TestAuthority authority, Func<string, string[]> command, bool refuses)
    {
        await using FalseBroker broker = new(shown, authority.Issuer);
        await using RunningSample sample = RunningSample.Start(command(WriteDevice(broker.Port)));
        byte[] heard = await broker.HeardAsync();
        if (refuses)
        {
            (int code, string errors) = await sample.EndAsync();
            Assert.NotEqual(0, code);
            Assert.NotEmpty(errors);
        }

        return heard;
    }

    // The files of garita device add, with a server root of the test's own.
    private string WriteDevice(int port)
    {
        using X509Certificate2 leaf = _trusted.IssueClient("ABCD1234");
        string folder = Directory.CreateDirectory(_directory.File($"device-{port}")).FullName;
        string key = Path.Combine(folder, "device.key");
        File.WriteAllText(Path.Combine(folder, "device.crt"), _trusted.ChainPem(leaf));
        File.WriteAllText(Path.Combine(folder, "server-root.pem"), _trusted.Root.ExportCertificatePem());
        File.WriteAllText(key, TestAuthority.KeyPem(leaf));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(
            Path.Combine(folder, "device.json"),
            JsonSerializer.Serialize(new { id = "ABCD1234", host = "localhost", port }));
        return folder;
    }
}
