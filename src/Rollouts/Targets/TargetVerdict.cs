namespace Garita.Rollouts.Targets;

/// <summary>What a target says of all devices that differ in nothing but id and serial number.</summary>
public enum TargetVerdict
{
    /// <summary>None of them is meant.</summary>
    Never,

    /// <summary>It depends on their ids or serial numbers: each has to be asked about.</summary>
    Depends,

    /// <summary>All of them are meant.</summary>
    Always,
}
