namespace Garita.Contracts.Api.Rollouts;

/// <summary>One check of an explanation.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Passed">Whether it lets the device on; null where it only tells.</param>
/// <param name="Value">What was found.</param>
public sealed record DeviceCheckView(string Name, bool? Passed, string Value);
