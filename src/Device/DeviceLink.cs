using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Topics;
using Garita.Device.Keys;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Garita.Pki.Keys;

namespace Garita.Device;

/// <summary>The MQTT client of a device with the key and certificates it was opened with.</summary>
internal sealed class DeviceLink : IAsyncDisposable
{
    private readonly DeviceCertificates _certificates;
    private readonly ClientCertificate _shown;

    private DeviceLink(
        BrokerClient client, TlsTransport https, DeviceCertificates certificates, ClientCertificate shown)
    {
        Client = client;
        Https = https;
        _certificates = certificates;
        _shown = shown;
    }

    /// <summary>The MQTT client.</summary>
    public BrokerClient Client { get; }

    /// <summary>Opens connections to the HTTPS port, with the same certificate and the same trust.</summary>
    public TlsTransport Https { get; }

    /// <summary>The server roots that it was made with.</summary>
    public IReadOnlyList<X509Certificate2> ServerRoots => _certificates.ServerRoots;

    /// <summary>Signs with the key of the certificate that it shows.</summary>
    public EcdsaSignature Sign(byte[] data)
    {
        using ECDsa key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions
            .GetECDsaPrivateKey(_shown.Leaf)!;
        byte[] raw = key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return EcdsaSignature.TryFromRaw(raw, out EcdsaSignature? signature)
            ? signature
            : throw new CryptographicException("the device's key is not on P-256");
    }

    /// <summary>Opens the key store and prepares a client that follows this device's topics.</summary>
    public static DeviceLink Open(
        DeviceOptions options,
        DeviceTopics topics,
        Func<ReceivedMessage, CancellationToken, ValueTask> handler,
        Action<StateChange> follow)
    {
        DeviceCertificates certificates = options.KeyStore.LoadCertificates();
        using ECDsa key = options.KeyStore.OpenKey();
        certificates.MustMatch(key);
        ClientCertificate shown = new(
            System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.CopyWithPrivateKey(
                certificates.Leaf, key),
            certificates.Issuers);
        TlsTransportOptions tcp = new()
        {
            Host = options.Host,
            Port = options.Port,
            ServerName = options.ServerName,
            Trust = TrustOf(options, certificates),
            Certificate = shown,
        };
        BrokerClientOptions client = new()
        {
            Transport = TransportOf(options, tcp),
            ClientId = options.Id,
            Version = options.Version,
            KeepAlive = options.KeepAlive,
            Backoff = options.Backoff,
            Clock = options.Clock,
            Jitter = options.Jitter,
            Logger = options.Logger,
            Handler = handler,
            StateChanged = follow,
            Subscriptions =
            [
                new SubscriptionRequest(TopicFilter.Parse($"private/{topics.Id}/command/#"), QoS.AtLeastOnce),
                new SubscriptionRequest(TopicFilter.Parse(topics.Desired), QoS.AtLeastOnce),
            ],
        };
        TlsTransport https = new(tcp with { Port = options.WebSocketPort });
        return new DeviceLink(new BrokerClient(client), https, certificates, shown);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        _shown.Leaf.Dispose();
        _certificates.Dispose();
    }

    private static IClientTransport TransportOf(DeviceOptions options, TlsTransportOptions tcp) =>
        options.Transport switch
        {
            DeviceTransport.Tcp => new TlsTransport(tcp),
            DeviceTransport.WebSocket => new WebSocketTransport(tcp with { Port = options.WebSocketPort }),
            DeviceTransport.Quic => new FallbackTransport(new FallbackOptions
            {
                First = new QuicTransport(tcp with { Port = options.QuicPort }),
                Second = new TlsTransport(tcp),
                Clock = options.Clock,
                Logger = options.Logger,
            }),
        };

    private static ServerTrust TrustOf(DeviceOptions options, DeviceCertificates certificates)
    {
        ServerTrust roots = ServerTrust.InRoots(certificates.ServerRoots);
        return (options.IssuerPin, options.BackupPin) switch
        {
            (null, null) => roots,
            ({ } issuer, { } backup) => roots.PinnedTo(issuer, backup),
            _ => throw new ArgumentException(
                "A pin needs a backup pin: a lost key would lock the device out.", nameof(options)),
        };
    }
}
