namespace Garita.Contracts.Api.Devices;

/// <summary>One page of devices in ordinal order of id.</summary>
/// <param name="Items">The devices.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
public sealed record DevicePage(IReadOnlyList<DeviceView> Items, string? Next);
