using System.Security.Cryptography;
using Garita.Device.Directories;
using Garita.Device.Keys;
using Garita.Device.Telemetry;
using Garita.Mqtt.Packets;
using Garita.MqttClient.Reconnecting;
using Garita.MqttClient.Transports;
using Garita.MqttClient.Trust;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Device;

/// <summary>Who a device is, where its broker is, and every limit its client keeps.</summary>
public sealed record DeviceOptions
{
    /// <summary>The device's id: the common name of its certificate and its place in every topic.</summary>
    public required string Id { get; init; }

    /// <summary>The broker's DNS name or IP address.</summary>
    public required string Host { get; init; }

    /// <summary>The broker's TCP port of MQTT over TLS.</summary>
    public int Port { get; init; } = TlsTransport.DefaultPort;

    /// <summary>What carries MQTT.</summary>
    public DeviceTransport Transport { get; init; }

    /// <summary>The broker's TCP port of HTTPS, for <see cref="DeviceTransport.WebSocket"/>.</summary>
    public int WebSocketPort { get; init; } = WebSocketTransport.DefaultPort;

    /// <summary>The broker's UDP port of MQTT over QUIC, for <see cref="DeviceTransport.Quic"/>.</summary>
    public int QuicPort { get; init; } = QuicTransport.DefaultPort;

    /// <summary>The name in the broker's certificate where it differs from <see cref="Host"/>.</summary>
    public string? ServerName { get; init; }

    /// <summary>The key, the certificate, and the server root: the only one the broker may chain to.</summary>
    public required IKeyStore KeyStore { get; init; }

    /// <summary>The CA that must have issued the broker's certificate, or null; set together with its backup.</summary>
    public SpkiPin? IssuerPin { get; init; }

    /// <summary>The CA accepted in place of <see cref="IssuerPin"/>.</summary>
    public SpkiPin? BackupPin { get; init; }

    /// <summary>The protocol version to speak.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V500;

    /// <summary>How measurements are written.</summary>
    public TelemetryFormat Format { get; init; } = TelemetryFormat.Json;

    /// <summary>
    /// How many measurements wait while there is no connection; then the oldest is dropped and counted. One thousand:
    /// sixteen minutes of one a second, about 100 kB.
    /// </summary>
    public int QueueCapacity { get; init; } = 1000;

    /// <summary>How many measurements may be unacknowledged. Sixteen: keeps a link of half a second busy.</summary>
    public int TelemetryWindow { get; init; } = 16;

    /// <summary>
    /// How long a command may take where its message says nothing shorter. Thirty seconds: what a person waits for.
    /// </summary>
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many handlers may still run past their deadline before new commands are refused. Four: each may hold a
    /// resource that nothing else frees.
    /// </summary>
    public int MaxOverdueCommands { get; init; } = 4;

    /// <summary>
    /// How many answered commands are remembered, so that one delivered twice runs once. Sixty-four: twice what may be
    /// on its way.
    /// </summary>
    public int RememberedCommands { get; init; } = 64;

    /// <summary>The largest reply, in bytes. 16 KiB: an answer, not a file.</summary>
    public int MaxReplyBytes { get; init; } = 16 * 1024;

    /// <summary>The longest silence on the connection.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The waits between attempts to connect.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>Told of every new state, with the reason where there is one; must return soon.</summary>
    public Action<DeviceStateChange>? StateChanged { get; init; }

    /// <summary>The clock for timestamps and timers.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Draws from 0 (inclusive) to 1 (exclusive), for jitter.</summary>
    public Func<double> Jitter { get; init; } =
        () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>Where the SDK logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The options of a bench device whose files are in a directory.</summary>
    public static DeviceOptions From(DeviceDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new DeviceOptions
        {
            Id = directory.Settings.Id,
            Host = directory.Settings.Host,
            Port = directory.Settings.Port,
            KeyStore = directory,
        };
    }
}
