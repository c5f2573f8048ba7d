using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Device.Directories;
using Garita.Device.Keys;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.MqttClient.Reconnecting;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Garita.TestKit;

namespace Garita.Device.Tests;

/// <summary>A PKI, a directory with one device, and a service to talk to it.</summary>
internal sealed class DeviceBench : IDisposable
{
    public const string Id = "ABCD1234";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<ClientCertificate> _certificates = [];

    public TestAuthority Authority { get; } = new();

    public static CancellationToken Soon() => new CancellationTokenSource(Patience).Token;

    public string PathOf(string name) => _directory.File(name);

    public DeviceDirectory MakeDirectory(int port, string name = "device")
    {
        DeviceDirectory directory = DeviceDirectory.Create(PathOf(name), new DeviceSettings(Id, "localhost", port));
        directory.CreateKey();
        Certify(directory);
        return directory;
    }

    /// <summary>Signs the store's request, as a CA would.</summary>
    public void Certify(IKeyStore store)
    {
        CertificateRequest asked = CertificateRequest.LoadSigningRequestPem(
            SigningRequest.CreatePem(store), HashAlgorithmName.SHA256);
        CertificateRequest request = new(
            new X500DistinguishedName("CN=" + Id), asked.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 leaf = request.Create(
            Authority.Issuer, now.AddDays(-1), now.AddDays(90), RandomNumberGenerator.GetBytes(16));
        using DeviceCertificates certificates = DeviceCertificates.FromPem(
            Authority.ChainPem(leaf), Authority.Root.ExportCertificatePem());
        store.SaveCertificates(certificates);
    }

    public DeviceOptions Options(int port) => DeviceOptions.From(MakeDirectory(port)) with
    {
        Backoff = new BackoffOptions
        {
            Initial = TimeSpan.FromMilliseconds(50),
            Longest = TimeSpan.FromMilliseconds(200),
        },
    };

    public async Task<BrokerClient> ServiceAsync(int port, params string[] filters)
    {
        ClientCertificate certificate = new(Authority.IssueClient("service:commands"), [Authority.Issuer]);
        _certificates.Add(certificate);
        BrokerClient service = new(new BrokerClientOptions
        {
            Transport = new TlsTransport(new TlsTransportOptions
            {
                Host = "localhost",
                Port = port,
                Trust = ServerTrust.InRoots(Authority.Root),
                Certificate = certificate,
            }),
            ClientId = "service",
            Subscriptions = [.. filters.Select(f => new SubscriptionRequest(TopicFilter.Parse(f), QoS.AtLeastOnce))],
        });
        await service.ConnectAsync(Soon());
        return service;
    }

    public Task<MosquittoBroker> BrokerAsync() =>
        MosquittoBroker.StartAsync(Authority, Authority.IssueServer(names: "localhost"));

    public void Dispose()
    {
        _certificates.ForEach(c => c.Leaf.Dispose());
        Authority.Dispose();
        _directory.Dispose();
    }
}
