using Garita.MqttClient.Trust;

namespace Garita.MqttClient.Transports;

/// <summary>Where a broker listens and how to know it.</summary>
public sealed record TlsTransportOptions
{
    /// <summary>The DNS name or IP address to connect to.</summary>
    public required string Host { get; init; }

    /// <summary>The TCP port; 8883 is registered for MQTT over TLS.</summary>
    public int Port { get; init; } = 8883;

    /// <summary>
    /// The name the broker's certificate must carry where it differs from <see cref="Host"/>; checked as strictly.
    /// </summary>
    public string? ServerName { get; init; }

    /// <summary>What a broker's certificate must chain to.</summary>
    public required ServerTrust Trust { get; init; }

    /// <summary>
    /// What this client shows of itself, or null for brokers that ask for no certificate. Owned by the caller.
    /// </summary>
    public ClientCertificate? Certificate { get; init; }
}
