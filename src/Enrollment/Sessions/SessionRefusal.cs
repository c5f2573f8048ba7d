namespace Garita.Enrollment.Sessions;

/// <summary>Why a request with a token was refused; a closed set.</summary>
public enum SessionRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>The token is none of ours, or not of this kind.</summary>
    NoToken,

    /// <summary>The token is too old.</summary>
    Expired,

    /// <summary>The token is another device's.</summary>
    OtherDevice,

    /// <summary>The token is for another key than the one that signed.</summary>
    OtherKey,

    /// <summary>The session is over, or was never.</summary>
    Ended,

    /// <summary>The registry lets the device in no more; the session is over now.</summary>
    DeviceDisabled,

    /// <summary>A used-up refresh token; the session is over now.</summary>
    Reused,

    /// <summary>The number is not above the last one, and it is not the last request once more.</summary>
    Replayed,
}
