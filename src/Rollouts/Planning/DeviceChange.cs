namespace Garita.Rollouts.Planning;

/// <summary>A device's record and what happened to it.</summary>
/// <param name="Record">As it is stored.</param>
/// <param name="Happened">What happened.</param>
public sealed record DeviceChange(DeviceTry Record, DeviceEvent Happened);
