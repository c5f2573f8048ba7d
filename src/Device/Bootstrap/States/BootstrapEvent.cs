namespace Garita.Device.Bootstrap.States;

/// <summary>What changes a <see cref="BootstrapState"/>.</summary>
public enum BootstrapEvent
{
    /// <summary>The program starts.</summary>
    Started,

    /// <summary>The program starts and finds a certificate of the device's own.</summary>
    StartedWithCertificate,

    /// <summary>There is a key, and registering begins.</summary>
    Ready,

    /// <summary>The server took the registration.</summary>
    Taken,

    /// <summary>No code came; another one is asked for.</summary>
    CodeOverdue,

    /// <summary>No code came, and no further one is asked for.</summary>
    NoCode,

    /// <summary>The code was right, and there are tokens.</summary>
    LoggedIn,

    /// <summary>The access token is about to expire, has expired or was refused.</summary>
    TokenOld,

    /// <summary>There are new tokens.</summary>
    Refreshed,

    /// <summary>The certificate is in the key store.</summary>
    Exchanged,

    /// <summary>The tokens were given back.</summary>
    LoggedOut,

    /// <summary>The server refused for good.</summary>
    Refused,

    /// <summary>Nobody answered, or the server asked for patience.</summary>
    PutOff,

    /// <summary>The wait is over; registering goes on.</summary>
    RegisterAgain,

    /// <summary>The wait is over; the code is shown again.</summary>
    LoginAgain,

    /// <summary>The wait is over; life on tokens goes on.</summary>
    GoOn,

    /// <summary>The wait is over; new tokens are asked for again.</summary>
    RefreshAgain,
}
