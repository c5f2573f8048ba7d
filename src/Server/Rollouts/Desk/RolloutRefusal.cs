namespace Garita.Server.Rollouts.Desk;

/// <summary>Why something about a rollout is refused; a closed set.</summary>
internal enum RolloutRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>There is no such rollout.</summary>
    Unknown,

    /// <summary>The definition does not read.</summary>
    DefinitionWrong,

    /// <summary>The release was not published, was withdrawn, or is a way back.</summary>
    NoRelease,

    /// <summary>A rollout of that name has begun.</summary>
    Begun,

    /// <summary>Too many rollouts are not over.</summary>
    TooMany,

    /// <summary>Not where the rollout stands.</summary>
    NotNow,

    /// <summary>It may roll back by itself, and its release has no way back that devices take.</summary>
    NoWayBack,

    /// <summary>Not enough operators approved exactly this content.</summary>
    NotApproved,

    /// <summary>The approval is of other content than there is.</summary>
    OtherContent,

    /// <summary>The operator does not have that role.</summary>
    NotInRole,

    /// <summary>Who wrote it does not approve it.</summary>
    OwnWork,
}
