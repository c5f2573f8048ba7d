namespace Garita.Rollouts.Targets;

/// <summary>What a target may ask about.</summary>
public enum TargetField
{
    /// <summary>The device's id.</summary>
    Id,

    /// <summary>The product type.</summary>
    Type,

    /// <summary>The maker's serial number.</summary>
    Serial,

    /// <summary>The firmware version that it last reported.</summary>
    Version,

    /// <summary>Any of its groups.</summary>
    Group,
}
