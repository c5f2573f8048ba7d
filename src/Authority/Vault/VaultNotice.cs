namespace Garita.Authority.Vault;

/// <summary>What the operator has to be told about a vault that works.</summary>
public enum VaultNotice
{
    /// <summary>
    /// The issuing keys and the server's keys are plain files, mode 0600: whoever reads the disk or a backup has them.
    /// </summary>
    IssuingKeysArePlain,

    /// <summary>The root keys are still on this machine; export and remove them.</summary>
    RootKeysArePresent,
}
