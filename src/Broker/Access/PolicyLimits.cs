namespace Garita.Broker.Access;

/// <summary>The limits of a policy file, each with the reason for its number.</summary>
public static class PolicyLimits
{
    /// <summary>4 MiB: room for <see cref="MaxRules"/> lines of ordinary length; read into memory at once.</summary>
    public const int MaxFileBytes = 4 * 1024 * 1024;

    /// <summary>50,000 rules: far above what variables leave to write; keeps a reload well under a second.</summary>
    public const int MaxRules = 50_000;

    /// <summary>
    /// 1,000 characters: topics in use are an order shorter; bounds the levels that one match can walk.
    /// </summary>
    public const int MaxLineLength = 1_000;

    /// <summary>
    /// 100 errors: enough to mend a file in one go, without flooding a log when the wrong file was named.
    /// </summary>
    public const int MaxErrors = 100;

    /// <summary>
    /// 1,000,000 comparisons spent on looking for redundant lines; beyond it warnings are no longer complete.
    /// </summary>
    public const int MaxComparisons = 1_000_000;
}
