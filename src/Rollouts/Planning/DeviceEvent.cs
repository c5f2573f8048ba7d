namespace Garita.Rollouts.Planning;

/// <summary>Something that happened to a device. The server's time counts; no time of a device is looked at.</summary>
/// <param name="Kind">What.</param>
public sealed record DeviceEvent(DeviceEventKind Kind)
{
    /// <summary>The attempt it is about; 0 where it is about none.</summary>
    public int Attempt { get; init; }

    /// <summary>How the attempt ended.</summary>
    public AttemptOutcome Outcome { get; init; }

    /// <summary>Its health, with <see cref="DeviceEventKind.Health"/> and <see cref="DeviceEventKind.Due"/>.</summary>
    public HealthSample? Health { get; init; }
}
