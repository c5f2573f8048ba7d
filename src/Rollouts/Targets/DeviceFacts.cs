using System.Collections.Frozen;

namespace Garita.Rollouts.Targets;

/// <summary>What a rollout may know of a device: what the registry has, and where it stands.</summary>
/// <param name="Id">The device's id.</param>
public sealed record DeviceFacts(string Id)
{
    /// <summary>The product type; null where nobody said.</summary>
    public string? Type { get; init; }

    /// <summary>The maker's serial number; null where nobody said.</summary>
    public string? Serial { get; init; }

    /// <summary>The firmware version that it last reported; null if never.</summary>
    public string? Version { get; init; }

    /// <summary>Its groups.</summary>
    public FrozenSet<string> Groups { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The IANA name of its time zone; null where nobody said.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether it is let in; a disabled or removed device is in no target.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Whether it has a live connection now.</summary>
    public bool Connected { get; init; }
}
