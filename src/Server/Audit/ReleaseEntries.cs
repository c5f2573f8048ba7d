namespace Garita.Server.Audit;

/// <summary>Where a release is in the log.</summary>
/// <param name="Release">The index of its own entry.</param>
/// <param name="WayBack">The index of its way back's; null where there is none.</param>
internal sealed record ReleaseEntries(long Release, long? WayBack);
