using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.TestKit;

namespace Garita.Quic.Tests.Interop;

/// <summary>Builds and runs the program in the folder of this name, over Debian's quic-go.</summary>
internal sealed class GoPeer : IDisposable
{
    /// <summary>What a test needs for it.</summary>
    public const string Library = "/usr/share/gocode/src/github.com/lucas-clemente/quic-go/interface.go";

    private readonly TemporaryDirectory _folder = new();
    private Process? _server;

    private string Program => _folder.File("gopeer");

    /// <summary>Compiles it.</summary>
    public static async Task<GoPeer> BuildAsync()
    {
        GoPeer peer = new();
        ProcessStartInfo start = new("go", ["build", "-o", peer.Program, "."])
        {
            WorkingDirectory = RepositoryRoot.File("tests/Quic.Tests/Interop/GoPeer"),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = "/usr/share/gocode";
        start.Environment["GOCACHE"] = Path.Combine(Path.GetTempPath(), "garita-go-cache");
        start.Environment["GOFLAGS"] = "-p=1";
        using Process build = Process.Start(start)!;
        string complaint = await build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.True(build.ExitCode == 0, complaint);
        return peer;
    }

    /// <summary>Runs its client against a server of ours.</summary>
    public Task<(int ExitCode, string Output)> ConnectAsync(
        IPEndPoint server, TestAuthority trusted, TestAuthority own, X509Certificate2 certificate)
    {
        (string chain, string key, string root) = Write(trusted, own, certificate);
        return ToolRun.RunAsync(Program, "client", server.ToString(), chain, key, root, "server.test", "100000");
    }

    /// <summary>Starts its server.</summary>
    public async Task<IPEndPoint> ListenAsync(TestAuthority authority, X509Certificate2 certificate)
    {
        (string chain, string key, string root) = Write(authority, authority, certificate);
        _server = Process.Start(new ProcessStartInfo(Program, ["server", chain, key, root])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return IPEndPoint.Parse((await _server.StandardOutput.ReadLineAsync())!);
    }

    public void Dispose()
    {
        _server?.StandardInput.Close();
        _server?.WaitForExit(TimeSpan.FromSeconds(5));
        _server?.Dispose();
        _folder.Dispose();
    }

    private (string Chain, string Key, string Root) Write(
        TestAuthority trusted, TestAuthority own, X509Certificate2 certificate)
    {
        File.WriteAllText(_folder.File("chain.pem"), own.ChainPem(certificate));
        File.WriteAllText(_folder.File("leaf.key"), TestAuthority.KeyPem(certificate));
        File.WriteAllText(_folder.File("root.pem"), trusted.Root.ExportCertificatePem());
        return (_folder.File("chain.pem"), _folder.File("leaf.key"), _folder.File("root.pem"));
    }
}
