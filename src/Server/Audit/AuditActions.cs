namespace Garita.Server.Audit;

/// <summary>What intents in the log are called. They are stable: auditors look for them.</summary>
internal static class AuditActions
{
    public const string PublishRelease = "release.publish";

    public const string WithdrawRelease = "release.withdraw";

    public const string InstallTrust = "trust.install";

    public const string OfferUpdate = "update.offer";

    public const string WithdrawUpdate = "update.withdraw";

    public const string RotateMessageKey = "bootstrap.rotate-message-key";

    public const string RotateTokenKey = "bootstrap.rotate-token-key";

    public const string CreateRollout = "rollout.create";

    public const string ApproveRollout = "rollout.approve";

    public const string StartRollout = "rollout.start";

    public const string PauseRollout = "rollout.pause";

    public const string ResumeRollout = "rollout.resume";

    public const string RollBackRollout = "rollout.rollback";

    public const string AbortRollout = "rollout.abort";

    /// <summary>What a rollout decided by itself: a wave opened, a hold, a stop, its end.</summary>
    public const string DecideRollout = "rollout.decide";

    public const string ProposeRules = "rules.propose";

    public const string ApproveRules = "rules.approve";
}
