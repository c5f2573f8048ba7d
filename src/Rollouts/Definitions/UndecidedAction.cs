namespace Garita.Rollouts.Definitions;

/// <summary>What happens where a wave is used up and its evidence shows neither good nor bad.</summary>
public enum UndecidedAction
{
    /// <summary>It waits for a person, who opens the next wave by resuming.</summary>
    Hold,

    /// <summary>The next wave opens; only the test that stops a rollout still guards it.</summary>
    Open,
}
