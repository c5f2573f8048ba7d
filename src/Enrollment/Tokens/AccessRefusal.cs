namespace Garita.Enrollment.Tokens;

/// <summary>Why an access token is not good.</summary>
public enum AccessRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>
    /// Not one of ours: form, algorithm, type, key, signature, issuer or audience. One word, so that nobody learns
    /// which.
    /// </summary>
    Invalid,

    /// <summary>One of ours, and its time is over.</summary>
    Expired,
}
