using Garita.TestKit;

namespace Garita.Samples.Tests;

/// <summary>What a newcomer copies must be safe to copy.</summary>
public sealed class SampleSourceTests
{
    // How each of the clients spells "do not check the broker".
    private static readonly string[] s_switches =
    [
        "insecure", "rejectunauthorized", "checkserveridentity", "cert_none", "verify_none", "check_hostname",
        "certificatevalidationcallback", "tls_reject_unauthorized", "mqtt://", "1883",
    ];

    [Fact]
    public void No_sample_weakens_validation_or_speaks_plain_text()
    {
        List<string> found = [];
        foreach (string file in Files())
        {
            string text = File.ReadAllText(file);
            found.AddRange(s_switches
                .Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
                .Select(word => $"{file}: {word}"));
        }

        Assert.Empty(found);
    }

    [Fact]
    public void Every_sample_is_one_that_these_tests_run_and_the_readme_names()
    {
        DirectoryInfo samples = new(RepositoryRoot.File("samples"));
        string[] folders = [.. samples.GetDirectories().Select(folder => folder.Name)];
        string readme = File.ReadAllText(RepositoryRoot.File("samples/README.md"));

        // Mbed TLS 3.6 is not in Debian: its configuration is for a board, and no test compiles it. The boot hook is
        // run by the tests of the device.
        Assert.Equal(
            [
                "boot-hook", "ci-signing", "csharp", "mbedtls", "mosquitto", "mqttjs", "paho-c", "paho-python",
                "verify-c", "wolfssl",
            ],
            folders.Order());
        Assert.All(folders, folder => Assert.Contains($"samples/{folder}", readme, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Files() => Directory
        .EnumerateFiles(RepositoryRoot.File("samples"), "*", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal))
        .Where(file => Path.GetExtension(file) is not ".md" && Path.GetFileName(file) != "package-lock.json");
}
