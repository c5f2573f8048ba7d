namespace Garita.Rollouts.Gates;

/// <summary>What the evidence says.</summary>
public enum GateFinding
{
    /// <summary>Not enough either way.</summary>
    Undecided,

    /// <summary>The release keeps below the alarming share, at the stated confidence: the next wave may open.</summary>
    Good,

    /// <summary>The release fails more than is tolerated, at the stated confidence.</summary>
    Bad,
}
