namespace Garita.Contracts.Api.Status;

/// <summary>How the server is.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Names">The DNS names and addresses in the server's certificate.</param>
/// <param name="Started">When it started.</param>
/// <param name="UptimeSeconds">How long ago that was, in seconds.</param>
/// <param name="MqttPort">The TCP port of MQTT over TLS.</param>
/// <param name="QuicPort">The UDP port of MQTT over QUIC; null where it is off or no library speaks QUIC.</param>
/// <param name="HttpsPort">The TCP port of HTTPS and MQTT over WebSocket for devices; null where it is off.</param>
/// <param name="HttpsFingerprint">SHA-256 of the HTTPS certificate, 64 lower-case hex digits.</param>
/// <param name="CertificateNotAfter">When the server's certificate ends.</param>
/// <param name="Devices">Devices by state.</param>
/// <param name="Broker">What the broker holds.</param>
/// <param name="Telemetry">What telemetry did since the start.</param>
/// <param name="Notices">What an operator should know: keys that are stored plain, certificates that end soon.</param>
/// <param name="BootstrapPort">The TCP port of bootstrap; null where it is off.</param>
/// <param name="BootstrapQuicPort">Its UDP port; null where it is off or no library speaks QUIC.</param>
public sealed record ServerStatus(
    string Version,
    IReadOnlyList<string> Names,
    DateTimeOffset Started,
    long UptimeSeconds,
    int MqttPort,
    int? QuicPort,
    int? HttpsPort,
    string HttpsFingerprint,
    DateTimeOffset CertificateNotAfter,
    DeviceCounts Devices,
    BrokerCounts Broker,
    TelemetryCounts Telemetry,
    IReadOnlyList<string> Notices,
    int? BootstrapPort = null,
    int? BootstrapQuicPort = null);
