using System.Security.Cryptography;
using Garita.Device.Trust;
using Garita.Device.Update.Boot;
using Garita.Firmware.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Device.Update.Agent;

/// <summary>What an update agent works with.</summary>
public sealed record UpdateAgentParts
{
    /// <summary>Where journal, offer and slots lie.</summary>
    public required UpdateStorage Storage { get; init; }

    /// <summary>The boot loader.</summary>
    public required IBootControl Boot { get; init; }

    /// <summary>The trust state. The agent alone uses it while it runs.</summary>
    public required TrustStore Trust { get; init; }

    /// <summary>Whom the device is and what it asks of a release.</summary>
    public required ReleaseGateOptions Device { get; init; }

    /// <summary>The connection to the server.</summary>
    public required IUpdateLink Link { get; init; }

    /// <summary>
    /// Whether the running image is well; asked once, on trial. What it throws ends the program, which uses up a start
    /// of the trial. A check that never returns to its caller is for the hardware's watchdog to end.
    /// </summary>
    public required Func<CancellationToken, Task<bool>> Healthy { get; init; }

    /// <summary>
    /// Why activation has to wait, such as <see cref="UpdateReason.LowPower"/>; null to activate. Asked before each
    /// question to the server.
    /// </summary>
    public Func<UpdateReason?> Postpone { get; init; } = () => null;

    /// <summary>The limits of the update itself.</summary>
    public UpdateOptions Limits { get; init; } = new();

    /// <summary>The waits and sizes of the agent.</summary>
    public UpdateAgentOptions Options { get; init; } = new();

    /// <summary>The clock for waits; nothing is judged by it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Draws from 0 (inclusive) to 1 (exclusive), for jitter.</summary>
    public Func<double> Jitter { get; init; } =
        () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>Where the agent logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
