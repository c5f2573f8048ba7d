namespace Garita.Rollouts.Definitions;

/// <summary>What a rollout does by itself when its release is shown to be bad.</summary>
public enum FailureAction
{
    /// <summary>No further offers; those that run on go on. A person decides.</summary>
    Hold,

    /// <summary>No further offers, and whatever has not been activated is taken back.</summary>
    Pause,

    /// <summary>As <see cref="Pause"/>, and devices that have it are offered the way back.</summary>
    Rollback,
}
