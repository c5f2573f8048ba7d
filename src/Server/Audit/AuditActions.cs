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
}
