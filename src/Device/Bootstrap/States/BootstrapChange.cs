namespace Garita.Device.Bootstrap.States;

/// <summary>A new state.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why it is <see cref="BootstrapState.Idle"/>; null for every other.</param>
public readonly record struct BootstrapChange(BootstrapState State, IdleReason? Reason);
