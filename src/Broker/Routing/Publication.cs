using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Routing;

/// <summary>
/// One message as accepted, immutable and shared by everyone who takes it: the payload was copied once, on arrival.
/// </summary>
public sealed class Publication
{
    internal Publication(TopicName topic, byte[] payload)
    {
        Topic = topic;
        Payload = payload;
    }

    /// <summary>Where it was published.</summary>
    public TopicName Topic { get; }

    /// <summary>The application message. Never changes; may be kept.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The quality of service it was published with.</summary>
    public QoS QoS { get; internal init; }

    /// <summary>Whether it was published to be retained.</summary>
    public bool Retain { get; internal init; }

    /// <summary>Content type, response topic and the like; none from MQTT 3.1.1.</summary>
    public MessageProperties Properties { get; internal init; } = MessageProperties.None;

    /// <summary>Who published it, as proved by a certificate, or the in-process service.</summary>
    public required Identity Publisher { get; init; }

    /// <summary>The publisher's client id; empty for an in-process service.</summary>
    public string PublisherClientId { get; internal init; } = string.Empty;

    /// <summary>The properties that are forwarded unaltered, as bytes of the wire.</summary>
    internal byte[] ForwardedProperties { get; init; } = [];

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset ReceivedAt { get; internal init; }

    /// <summary>The same on the broker's clock, for the expiry.</summary>
    internal long ReceivedMs { get; init; }

    /// <summary>What the message counts for in limits.</summary>
    internal int Size => Topic.Utf8.Length + Payload.Length + ForwardedProperties.Length;

    /// <summary>Whether its Message Expiry Interval has passed.</summary>
    internal bool IsExpired(long nowMs) =>
        Properties.MessageExpirySeconds is { } seconds && nowMs - ReceivedMs >= seconds * 1000L;

    /// <summary>What is left of its Message Expiry Interval, in seconds; null without one.</summary>
    internal uint? RemainingExpiry(long nowMs) =>
        // [MQTT-3.3.2-6]
        Properties.MessageExpirySeconds is { } seconds
            ? (uint)Math.Max(0, seconds - ((nowMs - ReceivedMs) / 1000))
            : null;
}
