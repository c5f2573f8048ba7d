using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Device.Keys;
using Garita.Durable;
using Garita.MqttClient.Reconnecting;
using Garita.MqttClient.Transports;
using Garita.Pki.Keys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Device.Bootstrap;

/// <summary>What the factory gave a device, and every limit its bootstrap keeps.</summary>
public sealed record BootstrapOptions
{
    /// <summary>What the registry knows the device by: 36 characters, lower case.</summary>
    public required string Uuid { get; init; }

    /// <summary>What sort of product it is, as the maker calls it.</summary>
    public required string Type { get; init; }

    /// <summary>The maker's serial number.</summary>
    public required string Serial { get; init; }

    /// <summary>The second factors that it can use, at least one.</summary>
    public IReadOnlyList<SecondFactor> Factors { get; init; } = [SecondFactor.Sms];

    /// <summary>Where codes come from.</summary>
    public required CodeInput Code { get; init; }

    /// <summary>The server's DNS name or IP address.</summary>
    public required string Host { get; init; }

    /// <summary>The name in the server's certificate where it differs from <see cref="Host"/>.</summary>
    public string? ServerName { get; init; }

    /// <summary>The UDP port of QUIC; null to use TCP alone.</summary>
    public int? QuicPort { get; init; } = BootstrapWire.Port;

    /// <summary>The TCP port for networks that let no UDP through.</summary>
    public int TcpPort { get; init; } = BootstrapWire.Port;

    /// <summary>What the batch shares: it only lets a device ask. Owned by the caller.</summary>
    public required ClientCertificate Birth { get; init; }

    /// <summary>The only roots that the server may chain to. Owned by the caller.</summary>
    public required IReadOnlyList<X509Certificate2> ServerRoots { get; init; }

    /// <summary>The server's message keys: the current one and the next.</summary>
    public required IReadOnlyList<EcPublicKey> MessageKeys { get; init; }

    /// <summary>Where the device's own key is made and kept, and where the certificate goes.</summary>
    public required IKeyStore KeyStore { get; init; }

    /// <summary>
    /// Where the state is kept, <see cref="BootstrapClient.StorageLength"/> bytes. It holds tokens, which are worth
    /// nothing without the key in <see cref="KeyStore"/>.
    /// </summary>
    public required IStorageRegion Storage { get; init; }

    /// <summary>
    /// Whether a device whose registry entry says so asks for its certificate as soon as it has tokens; otherwise when
    /// the program says so.
    /// </summary>
    public bool EnrollsAtOnce { get; init; } = true;

    /// <summary>How long connecting over UDP may take before TCP is tried. Four seconds: three lost packets.</summary>
    public TimeSpan QuicPatience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long TCP is used after it had to help out. Ten minutes: networks change seldom.</summary>
    public TimeSpan QuicAgainAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one request may take, connecting included. Twenty seconds: a bad mobile network.</summary>
    public TimeSpan ExchangeTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How often the same bytes are sent before the request is made anew. Three: the server knows the bytes again for a
    /// few minutes only.
    /// </summary>
    public int SendsPerRequest { get; init; } = 3;

    /// <summary>
    /// How long a code is waited for before another is asked for; never shorter than the server allows. Three minutes:
    /// most SMS come within one.
    /// </summary>
    public TimeSpan CodePatience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// How many codes are asked for before the device stays idle. Three: each costs the maker an SMS.
    /// </summary>
    public int CodesPerStart { get; init; } = 3;

    /// <summary>
    /// Which part of an access token's life passes before a new one is fetched. Eight tenths: leaves time for a retry.
    /// </summary>
    public double RefreshAt { get; init; } = 0.8;

    /// <summary>How long measurements are gathered into one request. One second.</summary>
    public TimeSpan PublishInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a device with nothing to say waits before it asks for commands. One minute.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many measurements wait; then the oldest is dropped. One thousand: about 100 kB.</summary>
    public int QueueCapacity { get; init; } = 1000;

    /// <summary>How long a command may take. Thirty seconds: what a person waits for.</summary>
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The waits where nobody answers.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>Told of every new state; must return soon.</summary>
    public Action<BootstrapChange>? StateChanged { get; init; }

    /// <summary>For timers. It may be wrong by years: nothing but the times of measurements is taken from it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Draws from 0 (inclusive) to 1 (exclusive), for waits.</summary>
    public Func<double> Jitter { get; init; } =
        () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>Where the SDK logs. Neither codes nor tokens go there.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
