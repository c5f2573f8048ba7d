using Garita.Rollouts.Planning;
using Garita.Rollouts.Targets;

namespace Garita.Rollouts.Explaining;

/// <summary>What an explanation needs to know beside the rollout.</summary>
/// <param name="Facts">The device.</param>
/// <param name="Record">Its record in the rollout; null where it was never offered the release.</param>
/// <param name="Now">The server's time.</param>
public sealed record DeviceSituation(DeviceFacts Facts, DeviceTry? Record, DateTimeOffset Now)
{
    /// <summary>The release's version.</summary>
    public string? Version { get; init; }

    /// <summary>Devices of the target whose turn is earlier and that were not offered the release.</summary>
    public long Before { get; init; }

    /// <summary>Another rollout that has this device; null where none has.</summary>
    public string? BusyWith { get; init; }

    /// <summary>What the device said last of the release, in words; null where it said nothing.</summary>
    public string? LastReport { get; init; }
}
