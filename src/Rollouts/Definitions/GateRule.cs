namespace Garita.Rollouts.Definitions;

/// <summary>What a release has to show, and with what confidence. The arithmetic is in docs/rollouts.md.</summary>
public sealed record GateRule
{
    /// <summary>The share of devices that fail although the release is good: the noise of every fleet.</summary>
    public double Tolerated { get; init; } = 0.08;

    /// <summary>The share from which on a release is bad.</summary>
    public double Alarming { get; init; } = 0.25;

    /// <summary>How likely at most a release at the tolerated share is stopped, over the whole rollout.</summary>
    public double FalseStop { get; init; } = 0.01;

    /// <summary>How likely at most a release at the alarming share opens any further wave.</summary>
    public double FalseOpen { get; init; } = 0.05;

    /// <summary>Devices that must have been judged before a wave opens, whatever they show.</summary>
    public int Minimum { get; init; } = 10;

    /// <summary>How long a device must be well after the update before it counts as good.</summary>
    public TimeSpan Soak { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a device that activated the release may stay silent before it counts as bad.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Whether each product type is also judged by itself.</summary>
    public bool ByType { get; init; } = true;

    /// <summary>What happens where a wave is used up and shows neither.</summary>
    public UndecidedAction Undecided { get; init; } = UndecidedAction.Hold;
}
