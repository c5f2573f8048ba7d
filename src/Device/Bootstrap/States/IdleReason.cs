namespace Garita.Device.Bootstrap.States;

/// <summary>
/// Why a device stays idle, as far as it knows: a device that is unknown is told nothing, and knows only that no code
/// came. The server's log knows more.
/// </summary>
public enum IdleReason
{
    /// <summary>No code came in time.</summary>
    NoCode,

    /// <summary>The server says that it knows no such uuid.</summary>
    UnknownDevice,

    /// <summary>The server offers no second factor that this device can use.</summary>
    FactorRefused,

    /// <summary>The code was wrong, too late, or one try too many.</summary>
    CodeRefused,

    /// <summary>The refresh token was too old: the device was off, or without a network, for too long.</summary>
    TokenExpired,

    /// <summary>The tokens were refused: the device was disabled or removed, or somebody else used a copy.</summary>
    TokenRefused,

    /// <summary>The server saw a higher number from this key: the device's storage was set back.</summary>
    SequenceRefused,

    /// <summary>The server knows another key for this device.</summary>
    SignatureRefused,

    /// <summary>The server does not understand this program.</summary>
    NotUnderstood,

    /// <summary>The program gave its tokens back.</summary>
    LoggedOut,
}
