namespace Garita.Enrollment.Sessions;

/// <summary>Why a session ended.</summary>
public enum SessionEnd
{
    /// <summary>It stands.</summary>
    None,

    /// <summary>The device said so.</summary>
    LoggedOut,

    /// <summary>A used-up refresh token came again: two hold it (RFC 9700 4.14.2).</summary>
    Reused,

    /// <summary>The device has a certificate now.</summary>
    Enrolled,

    /// <summary>The device logged in again.</summary>
    Superseded,

    /// <summary>The registry lets the device in no more.</summary>
    DeviceDisabled,
}
