using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.TestKit;

namespace Garita.Quic.Tests.Interop;

/// <summary>Builds and runs the program in the folder of this name, over Debian's quic-go.</summary>
internal sealed class GoPeer : IDisposable
{
    /// <summary>What a test needs for it.</summary>
    public const string Library = GoProgram.Library;

    private readonly GoProgram _program;
    private Process? _server;

    private GoPeer(GoProgram program) => _program = program;

    /// <summary>Compiles it.</summary>
    public static async Task<GoPeer> BuildAsync() =>
        new(await GoProgram.BuildAsync("tests/Quic.Tests/Interop/GoPeer"));

    /// <summary>Runs its client against a server of ours.</summary>
    public Task<(int ExitCode, string Output)> ConnectAsync(
        IPEndPoint server, TestAuthority trusted, TestAuthority own, X509Certificate2 certificate)
    {
        (string chain, string key, string root) = Write(trusted, own, certificate);
        return ToolRun.RunAsync(_program.Path, "client", server.ToString(), chain, key, root, "server.test", "100000");
    }

    /// <summary>Starts its server.</summary>
    public async Task<IPEndPoint> ListenAsync(TestAuthority authority, X509Certificate2 certificate)
    {
        (string chain, string key, string root) = Write(authority, authority, certificate);
        _server = Process.Start(new ProcessStartInfo(_program.Path, ["server", chain, key, root])
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
        _program.Dispose();
    }

    private (string Chain, string Key, string Root) Write(
        TestAuthority trusted, TestAuthority own, X509Certificate2 certificate)
    {
        File.WriteAllText(_program.File("chain.pem"), own.ChainPem(certificate));
        File.WriteAllText(_program.File("leaf.key"), TestAuthority.KeyPem(certificate));
        File.WriteAllText(_program.File("root.pem"), trusted.Root.ExportCertificatePem());
        return (_program.File("chain.pem"), _program.File("leaf.key"), _program.File("root.pem"));
    }
}
