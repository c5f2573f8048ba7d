namespace Garita.Rollouts.Planning;

/// <summary>How an attempt ended.</summary>
public enum AttemptOutcome
{
    /// <summary>Not ended.</summary>
    None,

    /// <summary>The device runs the release and confirmed it.</summary>
    Installed,

    /// <summary>The device activated it and went back to what it had.</summary>
    Reverted,

    /// <summary>The device could not check, store or install what it got.</summary>
    InstallFailed,

    /// <summary>The device's checks refused the release; asking again would change nothing.</summary>
    Rejected,

    /// <summary>It activated the release and was not heard of again.</summary>
    Silent,

    /// <summary>It crashed more often than allowed.</summary>
    Crashed,

    /// <summary>It reconnected more often than allowed.</summary>
    Unsteady,

    /// <summary>A measurement got worse than allowed.</summary>
    Worse,

    /// <summary>The server had no room for it.</summary>
    Shed,

    /// <summary>The device put it off.</summary>
    Deferred,

    /// <summary>The device could not be reached, or could not reach the image.</summary>
    Offline,

    /// <summary>Its user refused.</summary>
    RefusedByUser,

    /// <summary>Something newer took its place.</summary>
    Superseded,

    /// <summary>The rollout took it back.</summary>
    Withdrawn,
}
