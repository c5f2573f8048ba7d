using Garita.Authority.Vault;

namespace Garita.Cli.Local;

/// <summary>What a vault has to tell the person who made it.</summary>
public static class VaultNotices
{
    /// <summary>One notice in a sentence.</summary>
    public static string Of(VaultNotice notice) => notice switch
    {
        VaultNotice.IssuingKeysArePlain =>
            "the issuing keys are plain files, mode 0600: whoever reads this disk or a backup has them (docs/pki.md)",
        VaultNotice.RootKeysArePresent =>
            "the root keys are here, encrypted; 'garita ca root export --remove' takes them offline",
    };
}
