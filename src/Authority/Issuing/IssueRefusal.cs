namespace Garita.Authority.Issuing;

/// <summary>Why no certificate was issued; a closed set.</summary>
public enum IssueRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>The issuer does not issue to this kind of identity.</summary>
    WrongIssuer,

    /// <summary>
    /// The common name would be longer than 64 characters (RFC 5280 A.1), or the OU is empty or too long.
    /// </summary>
    BadName,

    /// <summary>The public key is that of an authority of this installation.</summary>
    KeyOfAuthority,

    /// <summary>The public key was recorded for another identity before. Somebody copied a key; look into it.</summary>
    KeyOfAnother,

    /// <summary>This machine's clock stands before the issuer's validity begins.</summary>
    ClockBeforeAuthority,

    /// <summary>The issuer's validity is over, or ends within a day.</summary>
    IssuerExpired,

    /// <summary>The key's holder failed to sign.</summary>
    SigningFailed,

    /// <summary>What was signed is not what was meant; it was thrown away.</summary>
    Mismatched,
}
