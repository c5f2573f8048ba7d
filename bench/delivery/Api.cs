using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Updates;
using Garita.Firmware.Manifests;
using Garita.Pki.Keys;

namespace Garita.DeliveryBench;

/// <summary>The server's API as its operator, with what 'garita init' left in the data directory.</summary>
internal sealed class Api
{
    private readonly HttpClient _client;

    private Api(HttpClient client, string root) => (_client, ServerRoot) = (client, root);

    /// <summary>The server's root certificate, PEM.</summary>
    public string ServerRoot { get; }

    public static Api Open(string folder)
    {
        string context = Directory.GetDirectories(Path.Combine(folder, "data", "operators")).Single();
        string root = File.ReadAllText(Path.Combine(context, "server-root.pem"));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(context, "context.json")));
        X509Certificate2 own = X509Certificate2.CreateFromPemFile(
            Path.Combine(context, "operator.crt"), Path.Combine(context, "operator.key"));
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(Path.Combine(context, "operator.crt"));
        SslClientAuthenticationOptions tls = new()
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
            ClientCertificateContext = SslStreamCertificateContext.Create(own, [.. chain.Skip(1)], offline: true),
        };
        tls.CertificateChainPolicy.CustomTrustStore.ImportFromPem(root);
        HttpClient client = new(new SocketsHttpHandler { SslOptions = tls, UseProxy = false })
        {
            BaseAddress = new Uri(document.RootElement.GetProperty("server").GetString() + "/api/v1/"),
            Timeout = TimeSpan.FromMinutes(5),
        };
        return new Api(client, root);
    }

    /// <summary>The one release key of the bench.</summary>
    public static ReleaseKeys ReleaseKeysOf(string folder)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(folder, "release.pem")));
        return ReleaseKeys.TryCreate([EcPublicKey.Of(key)], 1)!;
    }

    public async Task<string> AddDeviceAsync(string id, string csr)
    {
        using HttpResponseMessage answer = await _client.PostAsJsonAsync(
            "devices", new AddDeviceRequest(id, csr), ApiJson.Default.AddDeviceRequest);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(ApiJson.Default.DeviceAdded))!.Certificate.ChainPem;
    }

    /// <summary>Offers under a name of its own, so that what was fetched before does not count.</summary>
    public async Task OfferAsync(string release, string path, IReadOnlyList<string> devices)
    {
        string name = "bench-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        using HttpResponseMessage answer = await _client.PostAsJsonAsync(
            "updates",
            new OfferUpdateRequest(name, release, devices, Paths: [path]),
            ApiJson.Default.OfferUpdateRequest);
        answer.EnsureSuccessStatusCode();
        UpdateOffered offered = (await answer.Content.ReadFromJsonAsync(ApiJson.Default.UpdateOffered))!;
        if (offered.Devices.Any(device => device.Outcome != OfferOutcome.Offered))
        {
            throw new InvalidOperationException("not offered to all of them");
        }
    }
}
