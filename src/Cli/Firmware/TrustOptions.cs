using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Cli.Firmware.Keys;
using Garita.Cli.Trust;
using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;
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

    /// <summary>The trust document.</summary>
    public static Option<string?> Document { get; } = new("--trust")
    {
        Description = "The trust document that devices hold; its release keys and their threshold count",
        HelpName = "FILE",
    };

    /// <summary>All three.</summary>
    public static Option[] All { get; } = [Document, PublicKeys, Threshold];

    /// <summary>The keys that were named; null where none was.</summary>
    public static ReleaseKeys? Find(CliSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        string[] files = session.Get(PublicKeys) ?? [];
        int? threshold = session.Get(Threshold);
        if (session.Get(Document) is { } document)
        {
            return files.Length == 0 && threshold is null
                ? OfDocument(document)
                : throw new CliException(ExitCode.Usage, "either --trust, or --public-key with --threshold");
        }

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
        ExitCode.Usage, "say whose signatures count", "name --trust, or --public-key once for each key");

    private static ReleaseKeys OfDocument(string path)
    {
        TrustRole role = TrustFile.ReadPinned("--trust", path).Content.Release;
        return ReleaseKeys.TryCreate(role.Keys, role.Threshold)
            ?? throw new CliException(ExitCode.Failed, $"--trust: {Path.GetFullPath(path)}: no release keys");
    }
}
