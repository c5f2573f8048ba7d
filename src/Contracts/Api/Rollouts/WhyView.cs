namespace Garita.Contracts.Api.Rollouts;

/// <summary>Why a device has a release, or why not.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Rollout">Which rollout.</param>
/// <param name="Checks">Every check in its order; the first that did not pass is the answer.</param>
public sealed record WhyView(string Device, string Rollout, IReadOnlyList<DeviceCheckView> Checks);
