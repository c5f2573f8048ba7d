using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.MqttClient.Transports;

/// <summary>What a <see cref="FallbackTransport"/> tries, and how patiently.</summary>
public sealed record FallbackOptions
{
    /// <summary>What is tried first.</summary>
    public required IClientTransport First { get; init; }

    /// <summary>What is used where the first does not get through.</summary>
    public required IClientTransport Second { get; init; }

    /// <summary>
    /// How long the first may take to connect. Five seconds: one lost packet on a slow link passes, and of
    /// <see cref="BrokerClientOptions.ConnectTimeout"/> ten are left for the second.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the first is not tried again after it failed. Ten minutes: a device that moves to a better network
    /// finds out soon, one that stays loses at most five seconds in ten minutes to trying.
    /// </summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The clock of both.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears of every fall.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
