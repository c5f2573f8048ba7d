namespace Garita.Rollouts.Explaining;

/// <summary>One of the reasons why a device has, or does not have, a release.</summary>
/// <param name="Name">What was looked at; from a closed set.</param>
/// <param name="Passed">Whether it lets the device on; null where it only tells.</param>
/// <param name="Value">What was found.</param>
public sealed record DeviceCheck(string Name, bool? Passed, string Value);
