namespace Garita.Enrollment.Grants;

/// <summary>Why there is no grant; a closed set.</summary>
public enum GrantRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>The session is over.</summary>
    Ended,

    /// <summary>The request for a certificate is for another key than the session's.</summary>
    OtherKey,

    /// <summary>The device lives on tokens.</summary>
    LivesOnTokens,

    /// <summary>It has a certificate, and nobody readmitted it.</summary>
    AlreadyEnrolled,

    /// <summary>The grant is being used now.</summary>
    Spent,

    /// <summary>It renewed a short while ago, for another key.</summary>
    TooSoon,
}
