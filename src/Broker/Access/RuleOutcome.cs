namespace Garita.Broker.Access;

/// <summary>How one rule stands to a topic or filter.</summary>
public enum RuleOutcome
{
    /// <summary>It is about other topics.</summary>
    Apart,

    /// <summary>It allows all that was asked.</summary>
    Allows,

    /// <summary>It denies what was asked, or part of it.</summary>
    Denies,

    /// <summary>It allows part of what the filter reaches, which is not enough.</summary>
    AllowsPart,

    /// <summary>It would allow the filter if that had no wildcard.</summary>
    WantsExactFilter,
}
