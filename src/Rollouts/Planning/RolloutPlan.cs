namespace Garita.Rollouts.Planning;

/// <summary>What the planner decided. The state and the records are stored before any action is taken.</summary>
/// <param name="State">The rollout from now on.</param>
/// <param name="Records">Records that changed.</param>
/// <param name="Actions">What is to be done, in this order.</param>
public sealed record RolloutPlan(
    RolloutState State, IReadOnlyList<DeviceTry> Records, IReadOnlyList<PlannedAction> Actions);
