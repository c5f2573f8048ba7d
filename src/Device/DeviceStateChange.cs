using Garita.MqttClient;

namespace Garita.Device;

/// <summary>One change of a device's state.</summary>
/// <param name="State">The state now.</param>
/// <param name="Fault">Why the connection ended or was refused; null where nothing failed.</param>
public sealed record DeviceStateChange(DeviceState State, MqttClientException? Fault);
