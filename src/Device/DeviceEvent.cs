namespace Garita.Device;

/// <summary>What changes a <see cref="DeviceState"/>.</summary>
internal enum DeviceEvent
{
    /// <summary>An attempt to connect begins.</summary>
    Attempt,

    /// <summary>Connected and subscribed.</summary>
    Connected,

    /// <summary>The connection, or the attempt, failed.</summary>
    Lost,

    /// <summary>The application asked to stop.</summary>
    StopAsked,

    /// <summary>The MQTT client has stopped.</summary>
    Ended,
}
