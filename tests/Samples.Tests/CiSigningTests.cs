using Garita.TestKit;

namespace Garita.Samples.Tests;

/// <summary>samples/ci-signing, run as its page says, with a token of SoftHSM.</summary>
public sealed class CiSigningTests : IDisposable
{
    private static readonly string s_garita = Path.Combine(AppContext.BaseDirectory, "garita");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [ToolFact("bash", "softhsm2-util", SoftHsmToken.KeyTool, SoftHsmToken.Engine, SoftHsmToken.Library)]
    public async Task Pipeline_signs_on_a_token_and_lets_nothing_out_that_devices_would_refuse()
    {
        string trial = _directory.File("trial");
        (int code, string output) = await RunAsync($"'{Script("try-softhsm.sh")}' '{trial}'");
        Assert.True(code == 0, output);
        string pin = (await File.ReadAllTextAsync(Path.Combine(trial, "environment")))
            .Split("GARITA_PIN=")[1].Split('\n')[0];

        string all = await ReleasedAsync("1.3.0", 2, previous: null);
        all += await ReleasedAsync("1.4.0", 4, previous: "app-1.3.0.suit");
        Assert.Equal(
            ["app-1.3.0.leaves", "app-1.3.0.suit", "app-1.4.0.back.suit", "app-1.4.0.leaves", "app-1.4.0.suit"],
            Released());
        Assert.DoesNotContain(pin, all, StringComparison.Ordinal);

        // A release by somebody else's key, put in the place of the previous one, is not signed again.
        await File.WriteAllBytesAsync(_directory.File("dist", "app-1.3.0.suit"), await ForgedAsync());
        (code, output) = await ReleaseAsync("1.5.0", 6, "app-1.3.0.suit");
        Assert.True(code != 0, output);
        Assert.Contains("no signature in it is by a key that was named", output, StringComparison.Ordinal);

        // A key that the trust document does not name: all is built and signed, and nothing is let out.
        (code, output) = await ReleaseAsync("1.6.0", 8, previous: null, "SIGNING_KEY='" + await OtherKeyAsync() + "'");
        Assert.True(code != 0, output);
        Assert.Equal(5, Released().Length);
    }

    private string[] Released() =>
    [
        .. Directory.EnumerateFileSystemEntries(_directory.File("dist")).Select(path => Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal),
    ];

    private async Task<string> ReleasedAsync(string version, int sequence, string? previous)
    {
        (int code, string output) = await ReleaseAsync(version, sequence, previous);
        Assert.True(code == 0, output);
        Assert.Contains($"released app-{version}", output, StringComparison.Ordinal);
        return output;
    }

    private Task<(int ExitCode, string Output)> ReleaseAsync(
        string version, int sequence, string? previous, string more = "")
    {
        File.WriteAllBytes(_directory.File("app.bin"), Enumerable.Repeat((byte)sequence, 100_000).ToArray());
        string from = previous is null ? string.Empty : $"PREVIOUS='{_directory.File("dist", previous)}'";
        return RunAsync($"""
            source '{_directory.File("trial", "environment")}'
            cd '{_directory.Path}'
            export VENDOR=example.com MODEL='sensor rev B'
            export IMAGE=app.bin VERSION={version} SEQUENCE={sequence} {from} {more}
            '{Script("release.sh")}'
            """);
    }

    private async Task<byte[]> ForgedAsync()
    {
        string forged = _directory.File("forged.suit");
        (int code, string output) = await RunAsync($"""
            cd '{_directory.Path}'
            export GARITA_PASSPHRASE='of nobody at all'
            "$GARITA" firmware key new --out eve.key >eve.pem
            "$GARITA" firmware build --image app.bin --version 1.3.0 --sequence 2 --vendor example.com \
                --model 'sensor rev B' --out '{forged}'
            "$GARITA" firmware sign '{forged}' --key eve.key
            """);
        Assert.True(code == 0, output);
        return await File.ReadAllBytesAsync(forged);
    }

    private async Task<string> OtherKeyAsync()
    {
        (int code, string output) = await RunAsync($"""
            source '{_directory.File("trial", "environment")}'
            GNUTLS_PIN=$GARITA_PIN p11tool --provider "$PKCS11_MODULE_PATH" --login --batch --generate-privkey ecdsa \
                --curve secp256r1 --label other pkcs11:token=release
            """);
        Assert.True(code == 0, output);
        return "pkcs11:token=release;object=other";
    }

    private static string Script(string name) => RepositoryRoot.File("samples", "ci-signing", name);

    private static Task<(int ExitCode, string Output)> RunAsync(string script) =>
        ToolRun.RunAsync("env", $"GARITA={s_garita}", "bash", "-euc", script);
}
