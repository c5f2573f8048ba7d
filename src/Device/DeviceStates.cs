namespace Garita.Device;

/// <summary>The device's state machine: every state and event with what follows.</summary>
internal static class DeviceStates
{
    private static readonly Dictionary<(DeviceState, DeviceEvent), DeviceState> Table = new()
    {
        [(DeviceState.Idle, DeviceEvent.Attempt)] = DeviceState.Connecting,
        [(DeviceState.Idle, DeviceEvent.StopAsked)] = DeviceState.Stopping,
        [(DeviceState.Connecting, DeviceEvent.Connected)] = DeviceState.Online,
        [(DeviceState.Connecting, DeviceEvent.Lost)] = DeviceState.Offline,
        [(DeviceState.Connecting, DeviceEvent.StopAsked)] = DeviceState.Stopping,
        [(DeviceState.Connecting, DeviceEvent.Ended)] = DeviceState.Stopped,
        [(DeviceState.Online, DeviceEvent.Lost)] = DeviceState.Offline,
        [(DeviceState.Online, DeviceEvent.StopAsked)] = DeviceState.Stopping,
        [(DeviceState.Online, DeviceEvent.Ended)] = DeviceState.Stopped,
        [(DeviceState.Offline, DeviceEvent.Attempt)] = DeviceState.Connecting,
        [(DeviceState.Offline, DeviceEvent.StopAsked)] = DeviceState.Stopping,
        [(DeviceState.Offline, DeviceEvent.Ended)] = DeviceState.Stopped,
        [(DeviceState.Stopping, DeviceEvent.Attempt)] = DeviceState.Stopping,
        [(DeviceState.Stopping, DeviceEvent.Connected)] = DeviceState.Stopping,
        [(DeviceState.Stopping, DeviceEvent.Lost)] = DeviceState.Stopping,
        [(DeviceState.Stopping, DeviceEvent.StopAsked)] = DeviceState.Stopping,
        [(DeviceState.Stopping, DeviceEvent.Ended)] = DeviceState.Stopped,
        [(DeviceState.Stopped, DeviceEvent.StopAsked)] = DeviceState.Stopped,
    };

    /// <summary>What follows; null where the event cannot happen in that state.</summary>
    public static DeviceState? Next(DeviceState state, DeviceEvent happened) =>
        Table.TryGetValue((state, happened), out DeviceState next) ? next : null;
}
