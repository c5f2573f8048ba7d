namespace Garita.Rollouts.Planning;

/// <summary>What a person may tell a rollout.</summary>
public enum RolloutCommand
{
    /// <summary>Begin.</summary>
    Start,

    /// <summary>Make no offers, and take back what was not activated.</summary>
    Pause,

    /// <summary>
    /// Go on. Where the gate held it, the next wave opens; where it was stopped, evidence begins anew.
    /// </summary>
    Resume,

    /// <summary>Offer the way back to devices that have the release.</summary>
    Rollback,

    /// <summary>End it for good.</summary>
    Abort,
}
