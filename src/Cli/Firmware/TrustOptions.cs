using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Firmware.Manifests;
using Garita.Pki.Keys;

namespace Garita.Cli.Firmware;

/// <summary>Whose signatures count: public keys with a threshold.</summary>
public static class TrustOptions
{
    /// <summary>Release keys, one file each.</summary>
    public static Option<string[]> PublicKeys { get; } = new("--public-key")
    {
        Description = "A release key's public half, PEM; repeatable",
        HelpName = "FILE",
    };

    /// <summary>How many of them.</summary>
    public static Option<int?> Threshold { get; } = new("--threshold")
    {
        Description = "How many of the public keys must have signed (default: all of them)",
        HelpName = "N",
    };

    /// <summary>The keys that were named; null where none was.</summary>
    public static ReleaseKeys? Find(CliSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        string[] files = session.Get(PublicKeys) ?? [];
        int? threshold = session.Get(Threshold);
        if (files.Length == 0)
        {
            return threshold is null
                ? null
                : throw new CliException(ExitCode.Usage, "--threshold: says how many of the --public-key files");
        }

        EcPublicKey[] keys = [.. files.Select(file => PublicKeyFiles.Read(PublicKeys.Name, file))];
        int distinct = keys.DistinctBy(key => key.Hash).Count();
        if (distinct < keys.Length)
        {
            throw new CliException(ExitCode.Usage, "--public-key: the same key is named twice; it counts once");
        }

        return ReleaseKeys.TryCreate(keys, threshold ?? keys.Length) ?? throw new CliException(
            ExitCode.Usage,
            keys.Length > ReleaseKeys.MaxKeys
                ? $"--public-key: at most {ReleaseKeys.MaxKeys} keys"
                : $"--threshold: from 1 to {keys.Length}, the number of keys");
    }

    /// <summary>The keys that were named; refuses where none was.</summary>
    public static ReleaseKeys Require(CliSession session) => Find(session) ?? throw new CliException(
        ExitCode.Usage, "say whose signatures count", "name --public-key, once for each key");
}
