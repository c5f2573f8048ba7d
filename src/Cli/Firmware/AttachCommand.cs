using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Cli.Firmware.Keys;
using Garita.Firmware.Manifests;
using Garita.Pki.Keys;

namespace Garita.Cli.Firmware;

/// <summary>
/// <c>garita firmware attach</c>: adds a signature that was made elsewhere over what <c>sign --digest-only</c> printed.
/// </summary>
public static class AttachCommand
{
    private static readonly Argument<string> _release = new("RELEASE") { Description = "The envelope" };

    private static readonly Option<string> _signature = new("--signature")
    {
        Description = "File with the signature: DER or r and s, as bytes, base64 or hex",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string> _publicKey = new("--public-key")
    {
        Description = "The public half of the key that signed, PEM",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("attach", "Add a signature that was made elsewhere")
        .With(_release, _signature, _publicKey)
        .Does((session, _) =>
        {
            Attach(session);
            return Task.CompletedTask;
        });

    private static void Attach(CliSession session)
    {
        string path = Path.GetFullPath(session.Get(_release));
        Envelope envelope = ReleaseFiles.ReadRelease(null, path).Envelope;
        EcPublicKey key = PublicKeyFiles.Read("--public-key", session.Get(_publicKey)!);
        string file = Path.GetFullPath(session.Get(_signature)!);
        ReleaseKeys own = ReleaseKeys.TryCreate([key], 1)!;
        if (VerifiedManifest.TryVerify(envelope.Bytes, own, out _, out _))
        {
            session.Terminal.Note($"{path}: has this key's signature already");
            return;
        }

        EcdsaSignature right = SignatureFile.Read(file, key, envelope.ToBeSigned(), path);
        ReleaseFiles.KeepSigned(null, path, envelope.Attach(right), own, file);
        session.Terminal.Note($"{path}: signed by {key.Hash}; signatures on it: {envelope.Signatures.Count + 1}");
    }
}
