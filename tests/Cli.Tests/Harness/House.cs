using System.Net;
using System.Text.RegularExpressions;
using Garita.Cli.Api;
using Garita.TestKit;

namespace Garita.Cli.Tests.Harness;

/// <summary>A data directory made by the real <c>garita init</c>, and servers on it.</summary>
public sealed partial class House : IDisposable
{
    public const string Passphrase = "correct horse battery staple";

    private static readonly Lazy<Task<string>> s_model = new(InitModelAsync);

    private readonly TemporaryDirectory _directory = new();

    public string Data => _directory.File("data");

    public string PassphraseFile => _directory.File("passphrase");

    public string OperatorContext => Path.Combine(Data, "operators", "admin");

    /// <summary>A path beside the data directory.</summary>
    public string Beside(params string[] parts) => _directory.File(parts);

    /// <summary>
    /// A house of one's own: a copy of one that 'garita init' made, whose passphrase costs a second to stretch.
    /// </summary>
    public static async Task<House> MakeAsync()
    {
        House house = new();
        await File.WriteAllTextAsync(house.PassphraseFile, Passphrase + "\n");
        string model = await s_model.Value;
        Assert.Equal(0, (await ToolRun.RunAsync("cp", "-a", model, house.Data)).ExitCode);
        return house;
    }

    /// <summary>A house with roots of its own.</summary>
    public static async Task<House> MakeStrangerAsync()
    {
        House house = new();
        await File.WriteAllTextAsync(house.PassphraseFile, Passphrase + "\n");
        (await house.InitAsync()).IsDone();
        return house;
    }

    public Task<Outcome> InitAsync() => Shell.RunAsync(
        "init", "--name", "mqtt.lan", "--data", Data, "--passphrase-file", PassphraseFile);

    /// <summary>Runs a command as the first operator, in this process.</summary>
    public Task<Outcome> RunAsync(params string[] arguments) => Shell.RunAsync([.. arguments, "--data", Data]);

    /// <summary>Runs the executable as the first operator.</summary>
    public Task<Outcome> ExecuteAsync(params string[] arguments) => Shell.ExecuteAsync([.. arguments, "--data", Data]);

    /// <summary>A connection to the API as the first operator.</summary>
    public HttpClient OpenHttp() => ApiConnection.Open(Cli.Api.OperatorContext.Load(OperatorContext));

    /// <summary>Starts <c>garita serve</c> on free ports and waits until it answers.</summary>
    public async Task<LongRun> ServeAsync(params string[] more)
    {
        LongRun server = LongRun.Start(
            [
                "serve", "--data", Data, "--mqtt-port", "0", "--quic-port", "0", "--https-port", "0", "--api-port", "0",
                "--bootstrap-port", "0",
                .. more,
            ]);
        await server.WaitForAsync("policy    ");
        return server;
    }

    /// <summary>Where a server that was started says it listens for devices and for people.</summary>
    public static (IPEndPoint Mqtt, IPEndPoint Api) Ports(LongRun server)
    {
        string mqtt = MqttPort().Match(server.Text).Groups[1].Value;
        string api = ApiPort().Match(server.Text).Groups[1].Value;
        return (new IPEndPoint(IPAddress.Loopback, int.Parse(mqtt, null)),
            new IPEndPoint(IPAddress.Loopback, int.Parse(api, null)));
    }

    /// <summary>Every file of the data directory with its content, to see that nothing changed.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() => Directory
        .EnumerateFiles(Data, "*", SearchOption.AllDirectories)
        .ToDictionary(file => file, file =>
            Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    public void Dispose() => _directory.Dispose();

    private static async Task<string> InitModelAsync()
    {
        House model = await MakeStrangerAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => model.Dispose();
        return model.Data;
    }

    [GeneratedRegex(@"listening on \S*:(\d+)\)")]
    private static partial Regex MqttPort();

    [GeneratedRegex(@"https://127\.0\.0\.1:(\d+)")]
    private static partial Regex ApiPort();
}
