using System.Net;
using Garita.Authority.Keys;
using Garita.Broker.Limits;
using Garita.Server.Api;
using Garita.Server.Audit;
using Garita.Server.Bootstrap;
using Garita.Server.Commands;
using Garita.Server.DeviceHttps;
using Garita.Server.Images;
using Garita.Server.Listeners;
using Garita.Server.Storage;
using Garita.Server.Telemetry;
using Garita.Server.Rollouts;
using Garita.Server.Updates;

namespace Garita.Server.Hosting;

/// <summary>What someone asked of a server; every limit has its default in the options of its area.</summary>
public sealed record GaritaOptions
{
    /// <summary>The data directory, made by <see cref="Installation"/>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Opens the issuing keys; null for plain ones. Owned by the caller, kept while the server runs.</summary>
    public Passphrase? UnlockSecret { get; init; }

    /// <summary>
    /// A policy file; null for the file <c>policy</c> in the data directory or else the built-in policy.
    /// </summary>
    public string? PolicyFile { get; init; }

    /// <summary>The MQTT listener.</summary>
    public ListenerOptions Mqtt { get; init; } = new();

    /// <summary>The listener of MQTT over QUIC.</summary>
    public MqttQuicOptions Quic { get; init; } = new();

    /// <summary>The HTTPS listener for devices and services.</summary>
    public DeviceHttpsOptions Https { get; init; } = new();

    /// <summary>Where devices get their first secret.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new();

    /// <summary>The API for people.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>The broker's limits.</summary>
    public BrokerOptions Broker { get; init; } = new();

    /// <summary>Telemetry's limits and retention.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Limits of commands.</summary>
    public CommandOptions Commands { get; init; } = new();

    /// <summary>Limits of the image store.</summary>
    public ImageOptions Images { get; init; } = new();

    /// <summary>Limits of offering and delivering updates.</summary>
    public UpdateOptions Updates { get; init; } = new();

    /// <summary>Limits of the rollout engine.</summary>
    public RolloutOptions Rollouts { get; init; } = new();

    /// <summary>Limits of the audit log's upkeep.</summary>
    public AuditOptions Audit { get; init; } = new();

    /// <summary>Limits of the database.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>All listeners on loopback and free ports: for a demo and for tests.</summary>
    public GaritaOptions OnFreePorts() => this with
    {
        Mqtt = Mqtt with { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) },
        Quic = Quic with
        {
            Listener = Quic.Listener with { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) },
        },
        Https = Https with
        {
            Listener = Https.Listener with { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) },
        },
        Bootstrap = Bootstrap with
        {
            Listener = Bootstrap.Listener with { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) },
        },
        Api = Api with { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) },
    };
}
