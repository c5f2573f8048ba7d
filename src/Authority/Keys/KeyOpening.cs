namespace Garita.Authority.Keys;

/// <summary>What came of opening a key file.</summary>
internal enum KeyOpening
{
    /// <summary>The key is there.</summary>
    Opened,

    /// <summary>The file is encrypted and no secret was given.</summary>
    SecretNeeded,

    /// <summary>The secret does not open the file.</summary>
    WrongSecret,

    /// <summary>The file is not a P-256 key.</summary>
    Damaged,
}
