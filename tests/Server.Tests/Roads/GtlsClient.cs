using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Garita.Server.Tests.Listeners;

namespace Garita.Server.Tests.Roads;

/// <summary>ngtcp2's own HTTP/3 client, which is not ours.</summary>
internal static class GtlsClient
{
    /// <summary>Asks over HTTP/3 with a certificate; what it prints has the headers and the body.</summary>
    public static async Task<(int Code, string Output)> GetAsync(
        RoadBench bench, X509Certificate2 holder, string path, string more = "")
    {
        (string Certificate, string Key) files = bench.Pki.Write(holder);
        return await GetAsync(bench.Https.Http3Endpoint!.Port, files, path, more);
    }

    /// <summary>The same with a certificate and its key from files.</summary>
    public static async Task<(int Code, string Output)> GetAsync(
        int port, (string Certificate, string Key) files, string path, string more = "")
    {
        string number = port.ToString(CultureInfo.InvariantCulture);
        return await Tool.Run(
            "gtlsclient",
            $"--exit-on-all-streams-close --timeout=5s --key={files.Key} --cert={files.Certificate} {more} "
                + $"127.0.0.1 {number} https://localhost:{number}{path}");
    }
}
