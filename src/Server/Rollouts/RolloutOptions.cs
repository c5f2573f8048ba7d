namespace Garita.Server.Rollouts;

/// <summary>The limits of the rollout engine.</summary>
public sealed record RolloutOptions
{
    /// <summary>How often rollouts are looked at. A second is below what anybody notices and costs nothing.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Records, reports and actions that one step takes: a transaction stays short, others get their turn.
    /// </summary>
    public int StepLength { get; init; } = 500;

    /// <summary>How often the fleet is looked over for a rollout whose queue ran dry.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often it is looked over where nobody seems to be left out.</summary>
    public TimeSpan CountEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Rollouts that are not over, drafts included: each keeps a few hundred kilobytes.</summary>
    public int MaxOpen { get; init; } = 100;

    /// <summary>Events that are shown of a rollout.</summary>
    public int EventsShown { get; init; } = 50;
}
