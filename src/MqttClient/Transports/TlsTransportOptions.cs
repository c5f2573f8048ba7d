using Garita.MqttClient.Trust;

namespace Garita.MqttClient.Transports;

/// <summary>Where a broker listens and how to know it, whatever carries MQTT: all of it is TLS 1.3.</summary>
public sealed record TlsTransportOptions
{
    /// <summary>The DNS name or IP address to connect to.</summary>
    public required string Host { get; init; }

    /// <summary>The port, or null for the usual one: 8883 for MQTT over TLS.</summary>
    public int? Port { get; init; }

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

    /// <summary>
    /// The protocol to name in the TLS handshake (RFC 7301), or null to name none, as MQTT over TLS does. A server that
    /// does not choose it is refused.
    /// </summary>
    public string? Protocol { get; init; }

    /// <summary>The port, checked.</summary>
    internal int PortOr(int usual) => Port switch
    {
        null => usual,
        >= 1 and <= ushort.MaxValue and int port => port,
        _ => throw new InvalidOperationException($"{Port} is not a port: 1 to 65535."),
    };
}
