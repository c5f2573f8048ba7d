namespace Garita.Rollouts.Definitions;

/// <summary>One step of a rollout: up to how many devices, all earlier waves included.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Count">Devices; null where it is a share.</param>
/// <param name="Percent">Share of the target, above 0 to 100, rounded up to whole devices; null where it is a
/// count.</param>
public sealed record Wave(string Name, long? Count, decimal? Percent)
{
    /// <summary>How many devices may have been offered the release while this is the open wave.</summary>
    /// <param name="members">Devices in the target now.</param>
    public long Allowed(long members) => Math.Min(
        members, Count ?? (long)Math.Ceiling(members * Percent!.Value / 100m));
}
