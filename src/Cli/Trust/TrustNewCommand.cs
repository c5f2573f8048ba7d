using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Cli.Firmware;
using Garita.Cli.Firmware.Keys;
using Garita.Durable;
using Garita.Firmware.Trust;
using Garita.Merkle.Notes;
using Garita.Pki.Keys;

namespace Garita.Cli.Trust;

/// <summary>
/// <c>garita trust new</c>: the first document, or the next one after another. What is not said stays as it was.
/// </summary>
public static class TrustNewCommand
{
    private static readonly Option<string> _out = new("--out")
    {
        Description = "New file for the unsigned document: trust-1.cbor",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string?> _after = new("--after")
    {
        Description = "The version before: what is not given here is taken from it",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> _rootKeys = Keys(
        "--root-key", "A key that signs the next trust document, PEM; repeatable, replaces all");

    private static readonly Option<string[]> _releaseKeys = Keys(
        "--release-key", "A key that signs releases, PEM; repeatable, replaces all");

    private static readonly Option<int?> _rootThreshold = Number("--root-threshold", "How many root keys must sign");
    private static readonly Option<int?> _releaseThreshold = Number(
        "--release-threshold", "How many release keys must sign");

    private static readonly Option<string[]> _logs = new("--log")
    {
        Description = "A log that releases may be in: its verifier key, NAME+ID+KEY; repeatable, replaces all",
        HelpName = "VKEY",
    };

    private static readonly Option<string[]> _witnesses = new("--witness")
    {
        Description = "Who watches the log: a verifier key, NAME+ID+KEY; repeatable, replaces all",
        HelpName = "VKEY",
    };

    private static readonly Option<int?> _witnessThreshold = Number(
        "--witness-threshold", "How many witnesses must have cosigned");

    private static readonly Option<string[]> _messages = new("--message-key")
    {
        Description = "A key whose signed messages devices obey: PURPOSE=FILE; repeatable, replaces all",
        HelpName = "PURPOSE=FILE",
    };

    private static readonly Option<string[]> _drop = DropOption();

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("new", "Make the first trust document, or the next one, unsigned")
        .With(
            _after, _rootKeys, _rootThreshold, _releaseKeys, _releaseThreshold, _logs, _witnesses, _witnessThreshold,
            _messages, _drop, _out)
        .Does((session, _) =>
        {
            Make(session);
            return Task.CompletedTask;
        });

    private static void Make(CliSession session)
    {
        string target = Path.GetFullPath(session.Get(_out)!);
        ReleaseFiles.RefuseExisting("--out", target);
        TrustDocument? before = session.Get(_after) is { } path
            ? TrustFile.ReadPinned("--after", path).Content
            : null;
        TrustDocument document = Describe(session, before);
        byte[] bytes;
        try
        {
            bytes = document.Encode();
        }
        catch (ArgumentException fault)
        {
            throw new CliException(
                ExitCode.Usage,
                "such a document would be refused: a name, a number of keys or a threshold is out of range",
                $"at most {TrustLimits.MaxKeys} keys a role, {TrustLimits.MaxLogs} logs, {TrustLimits.MaxName} bytes a "
                    + "name; no key twice; no threshold above its keys",
                fault);
        }

        ReleaseFiles.Write("--out", files => files.WriteNew(target, bytes, FileSecrecy.Public));
        TrustShowCommands.Print(session, new TrustFile(target, bytes, document, Signed: null), before);
        session.Terminal.Note($"next: garita trust sign {target} --key KEY"
            + (before is null ? string.Empty : $" --after {session.Get(_after)}"));
    }

    private static TrustDocument Describe(CliSession session, TrustDocument? before)
    {
        string[] dropped = session.Get(_drop) ?? [];
        return new TrustDocument
        {
            Version = (before?.Version ?? 0) + 1,
            Root = Role(session, (_rootKeys, _rootThreshold), before?.Root),
            Release = Role(session, (_releaseKeys, _releaseThreshold), before?.Release),
            Logs = List(session, _logs, dropped.Contains("logs"), before?.Logs, Log),
            Witnesses = Watch(session, dropped.Contains("witnesses"), before?.Witnesses),
            Messages = List(session, _messages, dropped.Contains("messages"), before?.Messages, Message),
        };
    }

    private static TrustRole Role(
        CliSession session, (Option<string[]> Keys, Option<int?> Threshold) options, TrustRole? before)
    {
        string[] files = session.Get(options.Keys) ?? [];
        int? threshold = session.Get(options.Threshold);
        if (files.Length == 0 && before is null)
        {
            throw new CliException(
                ExitCode.Usage, $"{options.Keys.Name}: name at least one key, or the version before with --after");
        }

        IReadOnlyList<EcPublicKey> keys = files.Length == 0
            ? before!.Keys
            : [.. files.Select(file => PublicKeyFiles.Read(options.Keys.Name, file))];

        // A threshold that nobody repeats must not become weaker or impossible by a list that changed.
        if (threshold is null && files.Length > 0 && (before is not null || keys.Count > 1))
        {
            throw new CliException(
                ExitCode.Usage,
                $"{options.Threshold.Name}: say how many of the named keys must sign (named: {keys.Count})");
        }

        return TrustRole.TryCreate(threshold ?? before?.Threshold ?? 1, keys) ?? throw new CliException(
            ExitCode.Usage,
            keys.DistinctBy(key => key.Hash).Count() < keys.Count
                ? $"{options.Keys.Name}: the same key is named twice"
                : $"{options.Threshold.Name}: from 1 to {keys.Count}, the number of keys, of which at most "
                    + $"{TrustLimits.MaxKeys}");
    }

    private static IReadOnlyList<T> List<T>(
        CliSession session, Option<string[]> option, bool isDropped, IReadOnlyList<T>? before, Func<string, T> read)
    {
        string[] given = session.Get(option) ?? [];
        return (given.Length, isDropped) switch
        {
            (0, true) => [],
            (0, false) => before ?? [],
            (_, false) => [.. given.Select(read)],
            (_, true) => throw new CliException(ExitCode.Usage, $"{option.Name}: given, and dropped with --drop"),
        };
    }

    private static WitnessPolicy Watch(CliSession session, bool isDropped, WitnessPolicy? before)
    {
        IReadOnlyList<NoteKey> witnesses = List(session, _witnesses, isDropped, before?.Witnesses, Witness);
        int required = session.Get(_witnessThreshold) ?? (isDropped ? 0 : before?.Required ?? 0);
        return WitnessPolicy.Create(witnesses, required) ?? throw new CliException(
            ExitCode.Usage,
            required < 0 || required > witnesses.Count
                ? $"--witness-threshold: from 0 to {witnesses.Count}, the number of witnesses"
                : "--witness: a name or a key stands there twice, or there are too many");
    }

    private static NoteKey Log(string vkey) => NoteKey.Parse(vkey) is { Kind: NoteKeyKind.EcdsaP256 } key
        ? key
        : throw new CliException(ExitCode.Usage, "--log: not a verifier key NAME+ID+KEY of a log with P-256");

    private static NoteKey Witness(string vkey) => NoteKey.Parse(vkey) is { Kind: NoteKeyKind.Cosignature } key
        ? key
        : throw new CliException(ExitCode.Usage, "--witness: not a verifier key NAME+ID+KEY of a witness");

    private static MessageKey Message(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new MessageKey(text[..equals], PublicKeyFiles.Read("--message-key", text[(equals + 1)..]))
            : throw new CliException(ExitCode.Usage, "--message-key: PURPOSE=FILE");
    }

    private static Option<string[]> Keys(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
    };

    private static Option<int?> Number(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
    };

    private static Option<string[]> DropOption()
    {
        Option<string[]> drop = new("--drop")
        {
            Description = "Leave out what the version before had: logs, witnesses or messages; repeatable",
            HelpName = "WHAT",
        };
        drop.AcceptOnlyFromAmong("logs", "witnesses", "messages");
        return drop;
    }
}
