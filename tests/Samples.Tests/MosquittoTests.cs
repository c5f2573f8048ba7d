using System.Security.Cryptography.X509Certificates;
using Garita.Samples.Tests.Fixtures;
using Garita.TestKit;

namespace Garita.Samples.Tests;

/// <summary>
/// mosquitto_pub and mosquitto_sub with the wrong papers or for the wrong topic: refused, and told why.
/// </summary>
public sealed class MosquittoTests(LiveServer server) : IClassFixture<LiveServer>, IDisposable
{
    private readonly TemporaryDirectory _papers = new();

    public void Dispose() => _papers.Dispose();

    [ToolFact("mosquitto_pub")]
    public async Task Certificate_of_another_ca_is_refused()
    {
        using TestAuthority stranger = new();
        using X509Certificate2 leaf = stranger.IssueClient("STRANGER");
        string device = await server.AddDeviceAsync("STRANGER");
        string certificate = Write("stranger.crt", stranger.ChainPem(leaf));
        string key = Write("stranger.key", TestAuthority.KeyPem(leaf));

        string line = await RefusedAsync(device, [.. Pub(device, "STRANGER"), "--cert", certificate, "--key", key]);

        Assert.Contains(": UnknownIssuer (", line, StringComparison.Ordinal);
        Assert.Contains("certificate CN=STRANGER, issued by CN=Test Issuer", line, StringComparison.Ordinal);
    }

    [ToolFact("mosquitto_pub")]
    public async Task Client_without_a_certificate_is_refused()
    {
        string device = await server.AddDeviceAsync("NOPAPERS");

        string line = await RefusedAsync(device, Pub(device, "NOPAPERS"));

        Assert.Contains(": NoCertificate (", line, StringComparison.Ordinal);
    }

    [ToolFact("mosquitto_pub")]
    public async Task Client_of_tls_12_is_refused()
    {
        // mosquitto's own --tls-version names the least version; what caps it is OpenSSL's configuration.
        string device = await server.AddDeviceAsync("OLDTLS");
        string old = Write("old.cnf", "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n"
            + "MinProtocol = TLSv1.2\nMaxProtocol = TLSv1.2\n");

        string line = await RefusedAsync(device,
            ["env", $"OPENSSL_CONF={old}", .. Pub(device, "OLDTLS"), "--tls-version", "tlsv1.2", .. Papers(device)]);

        Assert.Contains(": ProtocolTooOld (", line, StringComparison.Ordinal);
    }

    [ToolFact("mosquitto_pub", "openssl")]
    public async Task Rsa_certificate_is_refused()
    {
        string device = await server.AddDeviceAsync("RSAKEY");
        (string certificate, string key) = await MakeRsaAsync("RSAKEY");

        string line = await RefusedAsync(device, [.. Pub(device, "RSAKEY"), "--cert", certificate, "--key", key]);

        Assert.Contains(": KeyNotAllowed (", line, StringComparison.Ordinal);
    }

    [ToolFact("mosquitto_pub", "openssl")]
    public async Task Client_that_knows_only_rsa_signatures_is_refused()
    {
        string device = await server.AddDeviceAsync("RSAONLY");

        string line = await RefusedAsync(device,
        [
            "openssl", "s_client", "-connect", $"localhost:{server.MqttPort}", "-tls1_3", "-sigalgs",
            "RSA-PSS+SHA256:RSA+SHA256", "-CAfile", Path.Combine(device, "server-root.pem"), "-verify_return_error",
        ]);

        Assert.Contains(": NoCommonAlgorithm (", line, StringComparison.Ordinal);
    }

    [ToolFact("mosquitto_sub")]
    public async Task Subscription_to_another_device_is_refused()
    {
        await server.AddDeviceAsync("VICTIM1");
        string device = await server.AddDeviceAsync("NOSY");

        // Its exit code is 0 all the same; what it printed is the broker's SUBACK.
        (_, string output) = await RunAsync(
        [
            "mosquitto_sub", "-h", "localhost", "-p", $"{server.MqttPort}", "--cafile",
            Path.Combine(device, "server-root.pem"), .. Papers(device), "-V", "5", "-i", "NOSY", "-W", "30", "-q", "1",
            "-t", "private/VICTIM1/#",
        ]);

        Assert.Contains("All subscription requests were denied", output, StringComparison.Ordinal);
    }

    [ToolFact("mosquitto_pub")]
    public async Task Publish_in_another_devices_name_is_refused()
    {
        await server.AddDeviceAsync("VICTIM2");
        string device = await server.AddDeviceAsync("LIAR");

        (_, string output) = await RunAsync([.. Pub(device, "VICTIM2", clientId: "LIAR"), .. Papers(device)]);

        Assert.Contains("Not authorized", output, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await server.TelemetryAsync("VICTIM2"));
    }

    private string[] Pub(string device, string owner, string? clientId = null) =>
    [
        "mosquitto_pub", "-h", "localhost", "-p", $"{server.MqttPort}", "--cafile",
        Path.Combine(device, "server-root.pem"), "-V", "5", "-q", "1", "-i", clientId ?? owner, "-t",
        $"private/{owner}/telemetry/t", "-m", """{"value": 1}""",
    ];

    private static string[] Papers(string device) =>
        ["--cert", Path.Combine(device, "device.crt"), "--key", Path.Combine(device, "device.key")];

    /// <summary>Runs a client that must fail; returns the one line that the server wrote about it.</summary>
    private async Task<string> RefusedAsync(string device, string[] command)
    {
        int before = server.Journal.Count;
        (int code, string output) = await RunAsync(command);
        Assert.True(code != 0, output);
        await server.Journal.WaitForAsync("Refused", before);
        Assert.Empty(await server.TelemetryAsync(Path.GetFileName(device)));

        // The same device with its own papers is taken afterwards, and nothing more was said of the refusal by then.
        (code, output) = await RunAsync([.. Pub(device, Path.GetFileName(device)), .. Papers(device)]);
        Assert.True(code == 0, output);
        Assert.Single(await server.TelemetryAsync(Path.GetFileName(device)));
        return Assert.Single(server.Journal.Refusals(before));
    }

    private static Task<(int ExitCode, string Output)> RunAsync(string[] command) =>
        ToolRun.RunAsync(command[0], command[1..]);

    private async Task<(string Certificate, string Key)> MakeRsaAsync(string id)
    {
        string[] common = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
        (string root, string rootKey) = (_papers.File("rsa-root.crt"), _papers.File("rsa-root.key"));
        (string leaf, string leafKey) = (_papers.File("rsa.crt"), _papers.File("rsa.key"));
        (int code, string output) = await ToolRun.RunAsync(
            "openssl", [.. common, "-subj", "/CN=RSA Root", "-out", root, "-keyout", rootKey]);
        Assert.True(code == 0, output);
        (code, output) = await ToolRun.RunAsync("openssl",
        [
            .. common, "-subj", $"/CN={id}", "-CA", root, "-CAkey", rootKey, "-addext", "extendedKeyUsage=clientAuth",
            "-out", leaf, "-keyout", leafKey,
        ]);
        Assert.True(code == 0, output);
        return (leaf, leafKey);
    }

    private string Write(string name, string text)
    {
        string path = _papers.File(name);
        File.WriteAllText(path, text);
        return path;
    }
}
