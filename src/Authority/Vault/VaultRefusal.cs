namespace Garita.Authority.Vault;

/// <summary>Why a vault was not made, opened or changed; a closed set.</summary>
public enum VaultRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>The data directory holds a vault already.</summary>
    AlreadyInitialised,

    /// <summary>The data directory holds something that is not ours.</summary>
    NotEmpty,

    /// <summary>Another process is making a vault here.</summary>
    Busy,

    /// <summary>No server name was given.</summary>
    NoNames,

    /// <summary>
    /// The organisation or an issuer's name is empty, longer than 64 characters, or has control characters.
    /// </summary>
    BadName,

    /// <summary>A passphrase or unlock secret is shorter than 12 or longer than 1024 characters.</summary>
    WeakSecret,

    /// <summary>The clock shows a time before this program was written.</summary>
    ClockNotSet,

    /// <summary>The clock shows a time before the authorities' validity begins.</summary>
    ClockBeforeAuthority,

    /// <summary>There is no vault in the data directory.</summary>
    NotInitialised,

    /// <summary>The keys are encrypted and no secret was given.</summary>
    SecretNeeded,

    /// <summary>
    /// The secret does not open the key, or the key's file is damaged; CBC cannot tell the two apart.
    /// </summary>
    WrongSecret,

    /// <summary>
    /// A file of the vault is missing, not readable as what it should be, or does not fit the others.
    /// </summary>
    Damaged,

    /// <summary>A key's file may be read by others than its owner.</summary>
    KeyReadableByOthers,

    /// <summary>The root key was removed from this machine.</summary>
    RootRemoved,
}
