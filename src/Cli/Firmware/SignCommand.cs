using System.CommandLine;
using System.Security.Cryptography;
using Garita.Cli.Commands;
using Garita.Cli.Firmware.Keys;
using Garita.Durable;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>
/// <c>garita firmware sign</c>: adds one signature to a release, and to its way back. Several people run it one after
/// the other, each with their key.
/// </summary>
public static class SignCommand
{
    private static readonly Argument<string> _release = new("RELEASE") { Description = "The envelope" };
    private static readonly Option<string> _key = ReleaseKeyOptions.CreateKey(required: false);

    private static readonly Option<string?> _wayBack = new("--way-back")
    {
        Description = "The release to go back to: its image is signed under the next sequence number, beside RELEASE",
        HelpName = "PREVIOUS",
    };

    private static readonly Option<bool> _releaseOnly = new("--release-only")
    {
        Description = "Leave the way back that lies beside it without this signature",
    };

    private static readonly Option<bool> _digestOnly = new("--digest-only")
    {
        Description = "Sign nothing: print the SHA-256 that a key elsewhere is to sign; 'attach' adds the signature",
    };

    private static readonly Option<bool> _messageOnly = new("--message-only")
    {
        Description = "The same for a key that hashes itself: print the bytes that are hashed",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        return new Command("sign", "Add a signature to a release")
            .With(
                _release, _key, ReleaseKeyOptions.PassphraseFile, ReleaseKeyOptions.PinFile, _wayBack, _releaseOnly,
                _digestOnly, _messageOnly)
            .With(TrustOptions.All).With(DigestFormat.All)
            .Does((session, _) =>
            {
                bool isDigest = session.Get(_digestOnly) || session.Get(_messageOnly);
                if (isDigest == session.Get(_key) is not null)
                {
                    throw new CliException(
                        ExitCode.Usage,
                        isDigest
                            ? "--key: nothing is signed here with --digest-only"
                            : "--key: name the key that signs",
                        "a file, or a key on a token: 'pkcs11:token=NAME;object=NAME'; or --digest-only");
                }

                DigestFormat.RefuseWithout(session, isDigest);
                Run(session, isDigest);
                return Task.CompletedTask;
            });
    }

    private static void Run(CliSession session, bool isDigest)
    {
        string path = Path.GetFullPath(session.Get(_release));
        UnverifiedManifest release = ReleaseFiles.ReadRelease(null, path);
        string backPath = ReleaseFiles.WayBackOf(path);
        string? previous = session.Get(_wayBack);
        if (previous is null && File.Exists(backPath) && !session.Get(_releaseOnly))
        {
            throw new CliException(
                ExitCode.Usage, $"{backPath}: the way back would stay without this signature",
                "name the release it goes back to with --way-back PREVIOUS, or leave it out with --release-only");
        }

        using ReleaseKey? key = isDigest ? null : ReleaseKeyOptions.Open(session, session.Get(_key)!);
        UnverifiedManifest? back = previous is null
            ? null
            : PrepareWayBack(session, (path, release), previous, key);
        if (key is null)
        {
            PrintDigests(session, path, release, back is null ? null : (backPath, back));
            return;
        }

        // The way back first: a release without one must not look finished.
        if (back is not null)
        {
            SignOne(session, backPath, back, key);
        }

        SignOne(session, path, release, key);
        if (back is not null)
        {
            session.Terminal.Note(
                $"the way back has sequence {back.Manifest.SequenceNumber}: the next release needs a higher one");
        }
    }

    // Whoever could put another file in the previous release's place would have it signed: it must be one that our own
    // keys signed before.
    private static UnverifiedManifest PrepareWayBack(
        CliSession session, (string Path, UnverifiedManifest Manifest) release, string previousPath, ReleaseKey? key)
    {
        ReleaseKeys keys = TrustOptions.Find(session)
            ?? (key is null ? null : ReleaseKeys.TryCreate([key.Key.PublicKey], 1))
            ?? throw new CliException(
                ExitCode.Usage, "--way-back: say whose signatures the previous release must have",
                "name --trust, or --public-key once for each key");
        VerifiedManifest previous = ReadPrevious(session, previousPath, keys);
        UnverifiedManifest made = WayBack.Make(release.Path, release.Manifest, previousPath, previous);
        string backPath = ReleaseFiles.WayBackOf(release.Path);
        if (!File.Exists(backPath))
        {
            ReleaseFiles.Write("--way-back", files => files.WriteNew(
                backPath, made.Envelope.Bytes.Span, FileSecrecy.Public));
            return made;
        }

        UnverifiedManifest there = ReleaseFiles.ReadRelease("--way-back", backPath);
        return there.Envelope.ManifestDigest == made.Envelope.ManifestDigest
            ? there
            : throw new CliException(
                ExitCode.Conflict,
                $"{backPath}: not the way back from {release.Path} to {Path.GetFullPath(previousPath)}",
                "somebody made it for another release; compare both with 'garita firmware inspect'");
    }

    private static VerifiedManifest ReadPrevious(CliSession session, string path, ReleaseKeys keys)
    {
        try
        {
            return ReleaseFiles.ReadVerified("--way-back", path, keys);
        }
        catch (CliException refusal) when (TrustOptions.Find(session) is null && refusal.Hint is null)
        {
            throw new CliException(
                refusal.Code, refusal.Message,
                "without --trust or --public-key it must have the signature of the key that signs now", refusal);
        }
    }

    private static void SignOne(CliSession session, string path, UnverifiedManifest release, ReleaseKey key)
    {
        Envelope envelope = release.Envelope;
        ReleaseKeys own = ReleaseKeys.TryCreate([key.Key.PublicKey], 1)!;
        if (VerifiedManifest.TryVerify(envelope.Bytes, own, out _, out _))
        {
            session.Terminal.Note($"{path}: has this key's signature already");
            return;
        }

        Envelope signed;
        try
        {
            signed = envelope.Sign(key.Key);
        }
        catch (CryptographicException fault)
        {
            throw new CliException(
                ExitCode.Failed, $"{key.Source}: the key's holder did not sign: {fault.Message}", cause: fault);
        }

        ReleaseFiles.KeepSigned(null, path, signed, own, key.Source);
        session.Terminal.Note(
            $"{path}: signed by {key.Key.PublicKey.Hash}; signatures on it: {signed.Signatures.Count}");
    }

    private static void PrintDigests(
        CliSession session, string path, UnverifiedManifest release, (string Path, UnverifiedManifest Manifest)? back)
    {
        List<(string Path, byte[] Bytes)> all = [(path, BytesFor(session, release.Envelope))];
        if (back is { } way)
        {
            all.Add((way.Path, BytesFor(session, way.Manifest.Envelope)));
        }

        DigestFormat.Print(session, all);
    }

    private static byte[] BytesFor(CliSession session, Envelope envelope) => session.Get(_messageOnly)
        ? envelope.ToBeSigned()
        : envelope.DigestToSign().ToArray();
}
