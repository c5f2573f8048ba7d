using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Device.Directories;
using Garita.Device.Keys;
using Garita.Mqtt.Topics;
using Garita.MqttClient;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;

namespace Garita.Cli.Demo;

/// <summary>What nobody may do, tried for real.</summary>
public static class Trials
{
    /// <summary>
    /// Publishes with one device's credentials to a topic; null when the broker took it, else its refusal.
    /// </summary>
    public static async Task<MqttClientException?> PublishAsAsync(
        string directory, string topic, CancellationToken cancellationToken)
    {
        _ = TopicName.TryParse(topic, out TopicName? name);
        DeviceDirectory files = DeviceDirectory.Open(directory);
        using DeviceCertificates certificates = files.LoadCertificates();
        using ECDsa key = files.OpenKey();
        using ClientCertificate certificate = new(certificates.Leaf.CopyWithPrivateKey(key), certificates.Issuers);
        try
        {
            await using BrokerClient client = Connect(files.Settings, certificates, certificate);
            await client.ConnectAsync(cancellationToken);
            await client.PublishAsync(
                new OutgoingMessage { Topic = name!, Payload = "1"u8.ToArray() }, cancellationToken);
            return null;
        }
        catch (MqttClientException refusal)
        {
            return refusal;
        }
    }

    /// <summary>
    /// Connects with a certificate that names a real device but comes from a CA of one's own; null when let in.
    /// </summary>
    public static async Task<MqttClientException?> ConnectAsStrangerAsync(
        string directory, TimeProvider time, CancellationToken cancellationToken)
    {
        DeviceDirectory files = DeviceDirectory.Open(directory);
        using DeviceCertificates certificates = files.LoadCertificates();
        using ClientCertificate forged = Forge(files.Settings.Id, time);
        try
        {
            await using BrokerClient client = Connect(files.Settings, certificates, forged);
            await client.ConnectAsync(cancellationToken);
            return null;
        }
        catch (MqttClientException refusal)
        {
            return refusal;
        }
    }

    private static BrokerClient Connect(DeviceSettings settings, DeviceCertificates trusted, ClientCertificate shown) =>
        new(new BrokerClientOptions
        {
            ClientId = settings.Id,
            CleanStart = true,
            SessionExpiry = TimeSpan.Zero,
            Transport = new TlsTransport(new TlsTransportOptions
            {
                Host = settings.Host,
                Port = settings.Port,
                Trust = ServerTrust.InRoots(trusted.ServerRoots),
                Certificate = shown,
            }),
        });

    private static ClientCertificate Forge(string id, TimeProvider time)
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authority = new("CN=Somebody else", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 root = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + id, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        using X509Certificate2 leaf = request.Create(
            root, now.AddHours(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return new ClientCertificate(leaf.CopyWithPrivateKey(key), []);
    }
}
