namespace Garita.Authority.Issuing;

/// <summary>How an intent ended; a closed set.</summary>
public enum IssuanceOutcomeKind
{
    /// <summary>Signed, compared, recorded; may be handed out.</summary>
    Issued,

    /// <summary>The key's holder failed to sign.</summary>
    SigningFailed,

    /// <summary>What was signed is not what was meant; it is thrown away.</summary>
    Mismatched,

    /// <summary>
    /// Found without an outcome after a crash. It may have been signed, but it was never handed out, and its
    /// fingerprint is in no registry.
    /// </summary>
    Abandoned,
}
