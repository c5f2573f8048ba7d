using System.Runtime.InteropServices;

namespace Garita.TestKit;

/// <summary>
/// A token of SoftHSM in a directory of its own, whose keys this machine's OpenSSL reaches through its engine. Gone
/// when disposed.
/// </summary>
public sealed partial class SoftHsmToken : IDisposable
{
    /// <summary>The token's label.</summary>
    public const string Label = "release";

    /// <summary>What logs in; nothing that could be found in a text by chance.</summary>
    public const string Pin = "pin-7316-of-the-token";

    /// <summary>The token's library; name it in <see cref="ToolFactAttribute"/>.</summary>
    public const string Library = "/usr/lib/softhsm/libsofthsm2.so";

    /// <summary>What makes keys on a token; name it in <see cref="ToolFactAttribute"/>.</summary>
    public const string KeyTool = "p11tool";

    /// <summary>OpenSSL's way to tokens; name it in <see cref="ToolFactAttribute"/>.</summary>
    public const string Engine = "/usr/lib/*/engines-3/pkcs11.so";

    private readonly TemporaryDirectory _directory = new();

    private SoftHsmToken()
    {
    }

    /// <summary>What a program needs in its environment to find the token.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["SOFTHSM2_CONF"] = _directory.File("softhsm2.conf"),
        ["PKCS11_MODULE_PATH"] = Library,
    };

    /// <summary>A file that holds the PIN.</summary>
    public string PinFile => _directory.File("pin");

    /// <summary>Makes an empty token.</summary>
    public static async Task<SoftHsmToken> CreateAsync()
    {
        SoftHsmToken token = new();
        Directory.CreateDirectory(token._directory.File("tokens"));
        await File.WriteAllTextAsync(token.PinFile, Pin + "\n");
        await File.WriteAllLinesAsync(token._directory.File("softhsm2.conf"),
        [
            $"directories.tokendir = {token._directory.File("tokens")}",
            "objectstore.backend = file",
            "log.level = ERROR",
        ]);
        await token.RunAsync("softhsm2-util", "--init-token", "--free", "--label", Label, "--pin", Pin, "--so-pin",
            Pin);
        return token;
    }

    /// <summary>Makes a key on the token.</summary>
    /// <param name="name">The object's label.</param>
    /// <param name="type">p11tool's key type and its parameters.</param>
    /// <returns>How the key is named.</returns>
    public async Task<string> MakeKeyAsync(string name, params string[] type)
    {
        await RunAsync(KeyTool,
        [
            "--provider", Library, "--login", "--batch", "--set-pin", Pin, "--generate-privkey",
            .. type is [] ? ["ecdsa", "--curve", "secp256r1"] : type, "--label", name, $"pkcs11:token={Label}",
        ]);
        return $"pkcs11:token={Label};object={name}";
    }

    /// <summary>
    /// Lets this process find the token. Libraries in C do not see what the framework sets in its own copy.
    /// </summary>
    public void EnterThisProcess()
    {
        foreach ((string name, string value) in Environment)
        {
            if (SetEnvironment(name, value, overwrite: 1) != 0)
            {
                throw new InvalidOperationException($"cannot set {name}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private async Task RunAsync(string tool, params string[] arguments)
    {
        string[] settings = [.. Environment.Select(pair => $"{pair.Key}={pair.Value}")];
        (int code, string output) = await ToolRun.RunAsync("env", [.. settings, tool, .. arguments]);
        if (code != 0)
        {
            throw new InvalidOperationException($"{tool}: {output}");
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
