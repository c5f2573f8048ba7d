namespace Garita.Rollouts.Planning;

/// <summary>A device of the target that is connected and was not offered the release yet.</summary>
/// <param name="Device">Its id.</param>
/// <param name="Type">Its product type.</param>
/// <param name="TimeZone">Its time zone.</param>
public sealed record Candidate(string Device, string? Type, string? TimeZone);
