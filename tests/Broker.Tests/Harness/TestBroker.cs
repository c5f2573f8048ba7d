using System.Collections.Concurrent;
using Garita.Broker.Access;
using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Broker.Tests.Harness;

/// <summary>A broker on a manual clock with a counting pool, and clients connected to it in memory.</summary>
public sealed class TestBroker : IIdentityDirectory, IConnectionObserver, IDisposable
{
    /// <summary>Everybody may do everything under <c>t/</c>; devices have their own topics too.</summary>
    public const string OpenPolicy = """
        for device
          publish    t/#
          subscribe  t/#
          publish    private/{id}/#
          subscribe  private/{id}/#
        for service
          publish    t/#
          subscribe  t/#
        """;

    private readonly ConcurrentDictionary<Identity, PeerAttributes> _known = new();

    public TestBroker(BrokerOptions? options = null, AccessPolicy? policy = null, ILoggerFactory? loggers = null)
    {
        Broker = new MqttBroker(
            (options ?? new BrokerOptions()) with { BufferPool = Pool }, policy ?? Open, this, Clock,
            loggers ?? NullLoggerFactory.Instance, this);
    }

    public static AccessPolicy Open { get; } = Policy(OpenPolicy);

    public MqttBroker Broker { get; }

    public ManualTimeProvider Clock { get; } = new();

    public CountingPool Pool { get; } = new();

    public ConcurrentQueue<string> Events { get; } = new();

    /// <summary>Identities that the directory no longer knows.</summary>
    public ConcurrentDictionary<Identity, bool> Removed { get; } = new();

    public static AccessPolicy Policy(string text)
    {
        PolicyParseResult result = AccessPolicy.Parse(text, "test.policy");
        return result.Policy ?? throw new InvalidOperationException(string.Join('\n', result.Errors));
    }

    public PeerAttributes? Find(Identity identity) =>
        Removed.ContainsKey(identity) ? null
        : _known.GetValueOrDefault(identity) ?? PeerAttributes.Of(identity);

    public void Know(PeerAttributes attributes) => _known[attributes.Identity] = attributes;

    public TestClient Open5(string device) => OpenPeer(Identity.Device(device), MqttVersion.V500);

    public TestClient OpenPeer(Identity identity, MqttVersion version, PeerRefusal? refusal = null) =>
        new(Broker, PeerOf(identity) with { Refusal = refusal }, version);

    public static Peer PeerOf(Identity identity) =>
        new(PeerAttributes.Of(identity), CertificateFingerprint.Of([1]), "192.0.2.1:1");

    /// <summary>A connected MQTT 5 client whose client id is its device id.</summary>
    public TestClient Connect(string device, Func<ConnectPacket, ConnectPacket>? change = null) =>
        Connect(Identity.Device(device), MqttVersion.V500, change);

    public TestClient Connect311(string device, Func<ConnectPacket, ConnectPacket>? change = null) =>
        Connect(Identity.Device(device), MqttVersion.V311, change);

    public TestClient Connect(Identity identity, MqttVersion version, Func<ConnectPacket, ConnectPacket>? change = null)
    {
        TestClient client = OpenPeer(identity, version);
        ConnAckPacket answer = Handshake(client, identity.Name, version, change);
        Assert.Equal(ReasonCode.Success, answer.ReasonCode);
        return client;
    }

    public static ConnAckPacket Handshake(
        TestClient client, string clientId, MqttVersion version, Func<ConnectPacket, ConnectPacket>? change = null)
    {
        ConnectPacket connect = new()
        {
            Version = version, ClientId = clientId, CleanStart = true, KeepAliveSeconds = 60,
        };
        client.Send(change is null ? connect : change(connect));
        return client.TakeOne<ConnAckPacket>();
    }

    public void Advance(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    public void Connected(ConnectionInfo connection) => Events.Enqueue($"+{connection.ClientId}");

    public void Disconnected(ConnectionInfo connection, CloseReason reason) =>
        Events.Enqueue($"-{connection.ClientId} {reason}");

    public void Refused(ConnectionInfo connection, CloseReason reason) =>
        Events.Enqueue($"!{connection.Identity} {reason}");

    public void Dispose() => Broker.Dispose();
}
