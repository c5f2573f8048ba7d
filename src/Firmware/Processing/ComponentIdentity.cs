namespace Garita.Firmware.Processing;

/// <summary>What a device knows of one of its components.</summary>
/// <param name="Vendor">Whose it is.</param>
/// <param name="Class">Which images run on it.</param>
/// <param name="Device">Which device it is; null where it has no UUID.</param>
/// <param name="Slot">The slot an update would go to; null where there are no slots.</param>
public sealed record ComponentIdentity(Guid Vendor, Guid Class, Guid? Device, long? Slot);
