using System.Security.Cryptography.X509Certificates;
using Garita.Server.Tests.Roads;
using Garita.TestKit;

namespace Garita.Server.Tests.DeviceHttps;

/// <summary>Builds and runs the HTTP/3 client in the folder of this name, over quic-go.</summary>
internal static class GoClient
{
    /// <summary>Asks with a certificate, signing with its key or with another's.</summary>
    public static async Task<(int Code, string Output)> GetAsync(
        RoadBench bench, X509Certificate2 shown, string path, X509Certificate2? signing = null)
    {
        using GoProgram program = await GoProgram.BuildAsync("tests/Server.Tests/DeviceHttps/GoClient");
        (string certificate, string key) = bench.Pki.Write(shown);
        (string root, _) = bench.Pki.Write(bench.Pki.ServerRoot);
        return await ToolRun.RunAsync(
            program.Path,
            $"https://localhost:{bench.Https.Http3Endpoint!.Port}{path}",
            certificate,
            signing is null ? key : bench.Pki.Write(signing).Key,
            root);
    }
}
