namespace Garita.Device;

/// <summary>What a device's client is doing.</summary>
public enum DeviceState
{
    /// <summary>Not started.</summary>
    Idle,

    /// <summary>Opening a connection.</summary>
    Connecting,

    /// <summary>Connected: telemetry flows, commands come.</summary>
    Online,

    /// <summary>No connection; telemetry is queued until the next attempt succeeds.</summary>
    Offline,

    /// <summary>Sending what is queued, then leaving.</summary>
    Stopping,

    /// <summary>Over.</summary>
    Stopped,
}
