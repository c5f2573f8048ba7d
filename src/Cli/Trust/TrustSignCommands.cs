using System.CommandLine;
using System.Security.Cryptography;
using Garita.Cli.Commands;
using Garita.Cli.Firmware;
using Garita.Cli.Firmware.Keys;
using Garita.Durable;
using Garita.Firmware.Cose;
using Garita.Firmware.Trust;
using Garita.Pki.Keys;

namespace Garita.Cli.Trust;

/// <summary>
/// <c>garita trust sign</c> and <c>attach</c>: one root key after the other adds its signature, of this version's keys
/// and of those of the version before.
/// </summary>
public static class TrustSignCommands
{
    private static readonly Argument<string> _document = new("DOCUMENT") { Description = "The trust document" };
    private static readonly Option<string> _key = ReleaseKeyOptions.CreateKey(required: false);

    private static readonly Option<string?> _after = new("--after")
    {
        Description = "The version before, whose root keys sign as well",
        HelpName = "FILE",
    };

    private static readonly Option<bool> _digestOnly = new("--digest-only")
    {
        Description = "Sign nothing: print the SHA-256 that a key elsewhere is to sign; 'attach' adds the signature",
    };

    private static readonly Option<string> _signature = new("--signature")
    {
        Description = "File with the signature: DER or r and s, as bytes, base64 or hex",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string> _publicKey = new("--public-key")
    {
        Description = "The public half of the root key that signed, PEM",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary>Builds <c>sign</c>.</summary>
    public static Command CreateSign() => new Command("sign", "Add a root key's signature to a trust document")
        .With(_document, _key, ReleaseKeyOptions.PassphraseFile, ReleaseKeyOptions.PinFile, _after, _digestOnly)
        .With(DigestFormat.All)
        .Does((session, _) =>
        {
            Sign(session);
            return Task.CompletedTask;
        });

    /// <summary>Builds <c>attach</c>.</summary>
    public static Command CreateAttach() => new Command("attach", "Add a signature that was made elsewhere")
        .With(_document, _signature, _publicKey, _after)
        .Does((session, _) =>
        {
            TrustFile file = TrustFile.Read(null, session.Get(_document));
            EcPublicKey key = PublicKeyFiles.Read("--public-key", session.Get(_publicKey)!);
            if (Judge(session, file, key, out TrustDocument? before))
            {
                EcdsaSignature made = SignatureFile.Read(
                    session.Get(_signature)!, key, CoseSign1.ToBeSigned(file.Document.Span), file.Path);
                Keep(session, file, CoseSign1.EncodeDetached(made), (key, before));
            }

            return Task.CompletedTask;
        });

    private static void Sign(CliSession session)
    {
        bool isDigest = session.Get(_digestOnly);
        string? named = session.Get(_key);
        if (isDigest == named is not null)
        {
            throw new CliException(
                ExitCode.Usage,
                isDigest
                    ? "--key: nothing is signed here with --digest-only"
                    : "--key: name the key that signs, or --digest-only");
        }

        DigestFormat.RefuseWithout(session, isDigest);
        TrustFile file = TrustFile.Read(null, session.Get(_document));
        if (named is null)
        {
            byte[] digest = SHA256.HashData(CoseSign1.ToBeSigned(file.Document.Span));
            DigestFormat.Print(session, [(file.Path, digest)]);
            return;
        }

        using ReleaseKey key = ReleaseKeyOptions.Open(session, named);
        if (!Judge(session, file, key.Key.PublicKey, out TrustDocument? before))
        {
            return;
        }

        byte[] block;
        try
        {
            block = SignedTrustDocument.Sign(file.Document.Span, key.Key);
        }
        catch (CryptographicException fault)
        {
            throw new CliException(
                ExitCode.Failed, $"{key.Source}: the key's holder did not sign: {fault.Message}", cause: fault);
        }

        Keep(session, file, block, (key.Key.PublicKey, before));
    }

    // A signature that counts for nobody is refused: most likely it is the wrong key. False where it is there already.
    private static bool Judge(CliSession session, TrustFile file, EcPublicKey key, out TrustDocument? before)
    {
        before = session.Get(_after) is { } path ? TrustFile.ReadPinned("--after", path).Content : null;
        if (before is not null && file.Content.Version != before.Version + 1)
        {
            throw new CliException(
                ExitCode.Usage, $"--after: {session.Get(_after)} is version {before.Version}, and {file.Path} is "
                    + $"version {file.Content.Version}");
        }

        if (!file.Content.Root.Has(key) && before?.Root.Has(key) != true)
        {
            throw new CliException(
                ExitCode.Usage, $"{file.Path}: {key.Hash} is not one of its root keys",
                before is null && file.Content.Version > 1
                    ? "where it is a root key of the version before, name that with --after"
                    : "'garita trust show' lists them");
        }

        TrustRole own = TrustRole.TryCreate(1, [key])!;
        if (file.SignersOf(own).Count == 0)
        {
            return true;
        }

        session.Terminal.Note($"{file.Path}: has this key's signature already");
        return false;
    }

    private static void Keep(
        CliSession session, TrustFile file, byte[] block, (EcPublicKey Key, TrustDocument? Before) signer)
    {
        byte[] bytes = file.With(block);
        TrustRefusal refusal = SignedTrustDocument.TryRead(bytes, out SignedTrustDocument? signed);
        TrustRole own = TrustRole.TryCreate(1, [signer.Key])!;
        if (refusal != TrustRefusal.None || signed!.SignersOf(own).Count == 0)
        {
            throw new CliException(
                ExitCode.Failed, $"{file.Path}: the signature is not right, and nothing was written");
        }

        ReleaseFiles.Write(null, files => files.Replace(file.Path, bytes, FileSecrecy.Public));
        session.Terminal.Note($"{file.Path}: signed by {signer.Key.Hash}");
        TrustRole root = signed.Content.Root;
        session.Terminal.Note($"  of its own root keys {signed.SignersOf(root).Count}, needed {root.Threshold}");
        if (signer.Before?.Root is { } previous)
        {
            session.Terminal.Note(
                $"  of the version before {signed.SignersOf(previous).Count}, needed {previous.Threshold}");
        }
    }
}
