namespace Garita.Enrollment.Sessions;

/// <summary>Why a login got no tokens; a closed set for the log. The device is told one word for all of them.</summary>
public enum LoginRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Nobody registered this device.</summary>
    UnknownDevice,

    /// <summary>The registry does not let it in.</summary>
    DeviceDisabled,

    /// <summary>It has a certificate, and nobody readmitted it.</summary>
    AlreadyEnrolled,

    /// <summary>This key did not register, or its time is over.</summary>
    NoRegistration,

    /// <summary>It came with another birth certificate than its registration.</summary>
    OtherBatch,

    /// <summary>Another factor than the registration's.</summary>
    OtherFactor,

    /// <summary>A wrong code, or none.</summary>
    WrongCode,

    /// <summary>The last wrong code: the registration is gone.</summary>
    Burned,

    /// <summary>A person has yet to say yes.</summary>
    Pending,
}
