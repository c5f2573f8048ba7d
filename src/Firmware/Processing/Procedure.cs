namespace Garita.Firmware.Processing;

/// <summary>What a device does with a manifest. Each starts with all parameters unset.</summary>
public enum Procedure
{
    /// <summary>Shared and payload-fetch, shared and install, shared and validate; those that are there.</summary>
    Update,

    /// <summary>Shared and validate: whether what is installed is what the manifest says.</summary>
    Validate,

    /// <summary>Shared and validate, shared and load where it is there, shared and invoke.</summary>
    Boot,
}
