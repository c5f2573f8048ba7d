using Garita.Rollouts.Targets;

namespace Garita.Server.Rollouts.Engine;

/// <summary>A device before and after something changed; null where there was, or is, none.</summary>
/// <param name="Before">As it was.</param>
/// <param name="After">As it is.</param>
internal sealed record FleetChange(DeviceFacts? Before, DeviceFacts? After);
