namespace Garita.Device.Bootstrap.States;

/// <summary>How far a device is on the way to a certificate.</summary>
public enum BootstrapState
{
    /// <summary>It has nothing but what the factory gave it.</summary>
    NotProvisioned,

    /// <summary>It asks for a code.</summary>
    Registering,

    /// <summary>It waits for the code, or shows it.</summary>
    AwaitingCode,

    /// <summary>It has tokens.</summary>
    Provisioned,

    /// <summary>It asks for new tokens.</summary>
    Refreshing,

    /// <summary>It waits before it asks again: the server said so, or nobody answered.</summary>
    Paused,

    /// <summary>It was refused and asks nothing until it is started again.</summary>
    Idle,

    /// <summary>It has a certificate of its own, and bootstrap is over.</summary>
    Enrolled,
}
