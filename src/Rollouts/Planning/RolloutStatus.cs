namespace Garita.Rollouts.Planning;

/// <summary>Where a rollout stands.</summary>
public enum RolloutStatus
{
    /// <summary>Written down; not started.</summary>
    Draft,

    /// <summary>Offers are made.</summary>
    Running,

    /// <summary>No new offers; those that run on go on. A person's resuming opens the next wave.</summary>
    Held,

    /// <summary>No offers; what was not activated is taken back.</summary>
    Paused,

    /// <summary>Devices that have the release are offered the way back.</summary>
    RollingBack,

    /// <summary>Every device that had the release went back, or will not.</summary>
    RolledBack,

    /// <summary>Every device of the target has it or was judged.</summary>
    Completed,

    /// <summary>Ended by a person; what was not activated is taken back, what was stays.</summary>
    Aborted,
}
