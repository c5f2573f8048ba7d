namespace Garita.Device.Directories;

/// <summary>What <c>device.json</c> says.</summary>
/// <param name="Id">The device's id.</param>
/// <param name="Host">The broker's DNS name or IP address, as its certificate carries it.</param>
/// <param name="Port">The broker's TCP port.</param>
public sealed record DeviceSettings(string Id, string Host, int Port);
