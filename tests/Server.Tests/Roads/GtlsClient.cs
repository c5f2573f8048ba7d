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
        (string certificate, string key) = bench.Pki.Write(holder);
        string port = bench.Https.Http3Endpoint!.Port.ToString(CultureInfo.InvariantCulture);
        return await Tool.Run(
            "gtlsclient",
            $"--exit-on-all-streams-close --timeout=5s --key={key} --cert={certificate} {more} "
                + $"127.0.0.1 {port} https://localhost:{port}{path}");
    }
}
