using Garita.Authority.Vault;

namespace Garita.Server.Hosting;

/// <summary>What the vault has to tell an operator, in sentences.</summary>
internal static class NoticeWords
{
    public static string Of(VaultNotice notice) => notice switch
    {
        VaultNotice.IssuingKeysArePlain =>
            "The issuing keys and the server's keys are plain files (mode 0600): whoever reads the disk has them.",
        VaultNotice.RootKeysArePresent =>
            "The root keys are still on this machine (encrypted): export and remove them.",
    };
}
