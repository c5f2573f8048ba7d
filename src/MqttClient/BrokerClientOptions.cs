using System.Security.Cryptography;
using Garita.Mqtt.Packets;
using Garita.MqttClient.Reconnecting;
using Garita.MqttClient.Transports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.MqttClient;

/// <summary>What a client connects to, and every limit it keeps.</summary>
public sealed record BrokerClientOptions
{
    /// <summary>How the broker is reached and authenticated.</summary>
    public required IClientTransport Transport { get; init; }

    /// <summary>The client id; names the session at the broker.</summary>
    public required string ClientId { get; init; }

    /// <summary>The protocol version to speak.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V500;

    /// <summary>Whether the first connection discards what the broker kept. Later connections never do.</summary>
    public bool CleanStart { get; init; }

    /// <summary>
    /// How long the broker keeps the session after a connection ends. One hour: a router's restart, not a season.
    /// With MQTT 3.1.1 zero means a clean session and anything else a lasting one.
    /// </summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest silence. One minute: below the idle time of common NATs.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// From opening the socket to the last SUBACK. Fifteen seconds: a slow cell handshake takes about five.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For answers to SUBSCRIBE and UNSUBSCRIBE, and for the application to take a received message.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many received QoS 1 and 2 messages may be unacknowledged; also the length of the queue to the application.
    /// Thirty-two: more than any device has commands in hand.
    /// </summary>
    public ushort ReceiveMaximum { get; init; } = 32;

    /// <summary>
    /// The largest packet accepted, in bytes. 256 KiB: far above any command, small enough for a small machine.
    /// </summary>
    public int MaxPacketSize { get; init; } = 256 * 1024;

    /// <summary>How many topic aliases the broker may use towards this client (MQTT 5).</summary>
    public ushort TopicAliasMaximum { get; init; } = 16;

    /// <summary>How many own QoS 1 and 2 publishes may be unanswered, where the broker permits more.</summary>
    public ushort MaxInFlight { get; init; } = 32;

    /// <summary>
    /// How many own QoS 1 and 2 publishes may be incomplete in all. One thousand: minutes of one device's talk.
    /// </summary>
    public int MaxPending { get; init; } = 1000;

    /// <summary>Made at every connection that finds no session, and at the first one in any case.</summary>
    public IReadOnlyList<SubscriptionRequest> Subscriptions { get; init; } = [];

    /// <summary>What the broker publishes when this client is gone without a word, or null.</summary>
    public WillMessage? Will { get; init; }

    /// <summary>
    /// Takes received messages, one at a time and in order; a QoS 1 or 2 message is acknowledged when it returns. If it
    /// throws, the message stays unacknowledged and the connection is made anew, so that it comes again. Where it is
    /// null, messages go to <see cref="BrokerClient.Messages"/>.
    /// </summary>
    public Func<ReceivedMessage, CancellationToken, ValueTask>? Handler { get; init; }

    /// <summary>Told of every change of state, in order; must return soon.</summary>
    public Action<StateChange>? StateChanged { get; init; }

    /// <summary>The waits between attempts.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>The clock for every timer.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Draws from 0 (inclusive) to 1 (exclusive), for jitter.</summary>
    public Func<double> Jitter { get; init; } =
        () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>Where the client logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
