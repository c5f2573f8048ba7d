namespace Garita.Rollouts.Planning;

/// <summary>What a device says of a release. Given once: later attempts are for the device, not for the gate.</summary>
public enum DeviceVerdict
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>It was well for the whole soak.</summary>
    Good,

    /// <summary>It failed by its own fault, or was not well.</summary>
    Bad,
}
