namespace Garita.Firmware.Delivery;

/// <summary>Why a message does not count as the server's. A closed set.</summary>
public enum AssignmentRefusal
{
    /// <summary>Nothing is refused.</summary>
    None,

    /// <summary>The certificates are not those of an assigner under a server root that the device holds.</summary>
    NoAssigner,

    /// <summary>Its key did not sign this message for this device.</summary>
    WrongSignature,
}
