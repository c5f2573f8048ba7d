namespace Garita.Contracts.Api.Devices;

/// <summary>A device that was just added.</summary>
/// <param name="Device">The registry's record.</param>
/// <param name="Certificate">Its first certificate.</param>
public sealed record DeviceAdded(DeviceView Device, IssuedCertificate Certificate);
