namespace Garita.Rollouts.Planning;

/// <summary>What can happen to a device in a rollout.</summary>
public enum DeviceEventKind
{
    /// <summary>It answered: it is at work on an attempt.</summary>
    Progress,

    /// <summary>It activates the release: it asked and was told to go on, or said so.</summary>
    Activated,

    /// <summary>The attempt ended; see <see cref="DeviceEvent.Outcome"/>.</summary>
    Ended,

    /// <summary>The server saw something of its health.</summary>
    Health,

    /// <summary>The time that it waited for has come.</summary>
    Due,

    /// <summary>It is no longer let in.</summary>
    Gone,

    /// <summary>It is no longer in the target.</summary>
    Unmatched,

    /// <summary>The rollout does not run any more: take back what can be taken back.</summary>
    Recall,

    /// <summary>Its attempt at the way back ended.</summary>
    BackEnded,
}
