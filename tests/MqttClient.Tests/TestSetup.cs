using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;
using Garita.MqttClient.Reconnecting;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Garita.TestKit;

namespace Garita.MqttClient.Tests;

/// <summary>A PKI and ready-made options for one test.</summary>
internal sealed class TestSetup : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<ClientCertificate> _certificates = [];

    public TestAuthority Authority { get; } = new();

    public static CancellationToken Soon() => new CancellationTokenSource(Patience).Token;

    public TlsTransport Transport(int port, string client = "ABCD1234", ServerTrust? trust = null)
    {
        ClientCertificate certificate = new(Authority.IssueClient(client), [Authority.Issuer]);
        _certificates.Add(certificate);
        return new TlsTransport(new TlsTransportOptions
        {
            Host = "localhost",
            Port = port,
            Trust = trust ?? ServerTrust.InRoots(Authority.Root),
            Certificate = certificate,
        });
    }

    public BrokerClientOptions Options(int port, MqttVersion version = MqttVersion.V500, string client = "ABCD1234") =>
        new()
        {
            Transport = Transport(port, client),
            ClientId = client,
            Version = version,
            Backoff = new BackoffOptions
            {
                Initial = TimeSpan.FromMilliseconds(50),
                Longest = TimeSpan.FromMilliseconds(200),
            },
        };

    public static OutgoingMessage Message(string topic, string payload, QoS qos = QoS.AtLeastOnce) => new()
    {
        Topic = TopicName.Parse(topic),
        Payload = System.Text.Encoding.UTF8.GetBytes(payload),
        QoS = qos,
    };

    public static SubscriptionRequest To(string filter, QoS qos = QoS.ExactlyOnce) =>
        new(TopicFilter.Parse(filter), qos);

    public static string TextOf(ReceivedMessage message) => System.Text.Encoding.UTF8.GetString(message.Payload.Span);

    public void Dispose()
    {
        _certificates.ForEach(c => c.Leaf.Dispose());
        Authority.Dispose();
    }
}
