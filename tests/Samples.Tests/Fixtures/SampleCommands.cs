using Garita.TestKit;

namespace Garita.Samples.Tests.Fixtures;

/// <summary>How each sample is run; samples/README.md says the same to people.</summary>
public static class SampleCommands
{
    /// <summary>What the sample for Paho needs; the interpreter is Debian's, because its packages are.</summary>
    public const string Paho = "/usr/lib/python3/dist-packages/paho/mqtt/client.py";

    /// <summary>What the sample for mqtt.js needs.</summary>
    public const string MqttJs = "samples/mqttjs/node_modules/mqtt/package.json";

    /// <summary>What the sample for wolfSSL needs.</summary>
    public const string WolfSsl = "/usr/include/wolfssl/ssl.h";

    /// <summary>What the sample for Paho's C client needs.</summary>
    public const string PahoC = "/usr/include/MQTTClient.h";

    public static string[] Mosquitto(string device) => [RepositoryRoot.File("samples/mosquitto/device.sh"), device];

    public static string[] PahoPython(string device) =>
        ["/usr/bin/python3", RepositoryRoot.File("samples/paho-python/device.py"), device];

    public static string[] Node(string device) => ["node", RepositoryRoot.File("samples/mqttjs/device.js"), device];

    public static string[] CSharp(string device)
    {
        // Both were built together: artifacts/bin/PROJECT/CONFIGURATION.
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return
        [
            "dotnet",
            RepositoryRoot.File("artifacts", "bin", "CSharpSample", configuration, "Garita.CSharpSample.dll"),
            device,
        ];
    }

    /// <summary>Compiles the sample for wolfSSL into a folder; returns the program.</summary>
    public static Task<string> CompileWolfSslAsync(TemporaryDirectory folder) =>
        CompileAsync("samples/wolfssl/device.c", "-lwolfssl", folder);

    /// <summary>Compiles the sample for Paho's C client into a folder; returns the program.</summary>
    public static Task<string> CompilePahoCAsync(TemporaryDirectory folder) =>
        CompileAsync("samples/paho-c/device.c", "-lpaho-mqtt3cs", folder);

    /// <summary>Compiles the verifier of manifests into a folder; returns the program.</summary>
    public static Task<string> CompileVerifierAsync(TemporaryDirectory folder) => CompileAsync(
        folder,
        [
            "-Os", "-std=c11",
            .. Directory.EnumerateFiles(RepositoryRoot.File("samples/verify-c"), "*.c").Order(StringComparer.Ordinal),
            "-lwolfssl",
        ]);

    private static Task<string> CompileAsync(string source, string library, TemporaryDirectory folder) =>
        CompileAsync(folder, ["-O2", RepositoryRoot.File(source), library]);

    private static async Task<string> CompileAsync(TemporaryDirectory folder, string[] arguments)
    {
        string program = folder.File("device");
        (int code, string output) =
            await ToolRun.RunAsync("gcc", ["-Wall", "-Wextra", "-Werror", "-o", program, .. arguments]);
        Assert.True(code == 0, output);
        return program;
    }
}
