using Garita.Rollouts.Targets;

namespace Garita.Server.Rollouts.Fleet;

/// <summary>A device before and after something changed; null where there was, or is, none that is let in.</summary>
/// <param name="Number">Counts changes up: who looked at the fleet at one knows it and all before.</param>
/// <param name="Before">As it was.</param>
/// <param name="After">As it is.</param>
internal sealed record FleetChange(long Number, DeviceFacts? Before, DeviceFacts? After);
