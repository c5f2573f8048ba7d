using System.Security.Cryptography.X509Certificates;
using System.Text;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Pki.Issuing;
using Garita.Pki.Requests;
using Garita.Server.Hosting;
using Garita.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Fixtures;

/// <summary>
/// One installation, made once and copied for each test: sealing its keys takes over a second of one core on purpose.
/// </summary>
public sealed class TestInstallation
{
    private static readonly Lazy<Task<TestInstallation>> s_made = new(MakeAsync);

    private readonly TemporaryDirectory _directory;

    private TestInstallation(TemporaryDirectory directory, TestHolder holder, X509Certificate2 root)
    {
        _directory = directory;
        Operator = holder;
        ServerRoot = root;
    }

    public TestHolder Operator { get; }

    public X509Certificate2 ServerRoot { get; }

    public static async Task<TestInstallation> CopyToAsync(string dataDirectory)
    {
        TestInstallation made = await s_made.Value;
        Copy(made._directory.File("data"), dataDirectory);
        return made;
    }

    private static async Task<TestInstallation> MakeAsync()
    {
        TemporaryDirectory directory = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
        using TestKey key = new();
        using Passphrase passphrase = new(TestServer.RootPassphrase);
        Assert.True(AlternativeNames.TryParse(["localhost", "127.0.0.1"], out AlternativeNames names, out _));
        Assert.Equal(CsrRefusal.None, ParsedCsr.TryParse(Encoding.ASCII.GetBytes(key.CsrPem), out ParsedCsr? csr));
        InstallationRequest request = new(
            directory.File("data"), new VaultRequest(names, passphrase, null), "ana", csr!);
        InstallationResult result = await Installation.CreateAsync(
            request, _ => Task.CompletedTask, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return new TestInstallation(
            directory,
            key.Hold(result.Operator.ToChainPem()),
            X509Certificate2.CreateFromPem(result.ServerRootPem));
    }

    /// <summary>Copies a data directory that nobody uses now, modes and all.</summary>
    public static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target, File.GetUnixFileMode(source));
        foreach (string file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        foreach (string folder in Directory.GetDirectories(source))
        {
            Copy(folder, Path.Combine(target, Path.GetFileName(folder)));
        }
    }
}
