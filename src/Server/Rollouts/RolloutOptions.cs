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

    /// <summary>
    /// Devices that are looked at in a tick until the rollouts that did not have their look wait for the next one: a
    /// look at so many takes a fraction of a second.
    /// </summary>
    public long LooksPerTick { get; init; } = 500_000;

    /// <summary>How often a device that soaks is looked at; its health is judged at the end in any case.</summary>
    public TimeSpan SoakEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Devices that soak of which a tick looks at the health, in each rollout: each costs a few queries.
    /// </summary>
    public int SoakLength { get; init; } = 20;

    /// <summary>Rollouts that are not over, drafts included: each keeps a few hundred kilobytes.</summary>
    public int MaxOpen { get; init; } = 100;

    /// <summary>Events that are shown of a rollout.</summary>
    public int EventsShown { get; init; } = 50;
}
