using System.CommandLine;
using System.Text;
using Garita.Cli.Commands;
using Garita.Firmware.Cose;
using Garita.Firmware.Manifests;
using Garita.Pki.Keys;

namespace Garita.Cli.Firmware;

/// <summary>
/// <c>garita firmware attach</c>: adds a signature that was made elsewhere over what <c>sign --digest-only</c> printed.
/// </summary>
public static class AttachCommand
{
    // The longest is DER in base64 with line ends; anything beyond is another file.
    private const int MaxSignatureFile = 1024;

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
        byte[] given = ReleaseFiles.Read("--signature", file, MaxSignatureFile);
        ReleaseKeys own = ReleaseKeys.TryCreate([key], 1)!;
        if (VerifiedManifest.TryVerify(envelope.Bytes, own, out _, out _))
        {
            session.Terminal.Note($"{path}: has this key's signature already");
            return;
        }

        EcdsaSignature[] candidates = [.. Readings(given)];
        if (candidates.Length == 0)
        {
            throw new CliException(
                ExitCode.Usage,
                $"--signature: {file}: neither DER nor r and s of a P-256 signature, nor either as text");
        }

        byte[] signed = envelope.ToBeSigned();
        EcdsaSignature right = candidates.FirstOrDefault(s => key.Verify(signed, s.ToDer())) ?? throw new CliException(
            ExitCode.Failed, $"--signature: {file}: not this key's signature over {path}",
            "a KMS that takes a digest gets what --digest-only prints; one that hashes itself, --message-only");
        ReleaseFiles.KeepSigned(null, path, envelope.Attach(right), own, file);
        session.Terminal.Note($"{path}: signed by {key.Hash}; signatures on it: {envelope.Signatures.Count + 1}");
    }

    // Which form it is in decides itself: only the right reading verifies.
    private static IEnumerable<EcdsaSignature> Readings(byte[] given)
    {
        string text = Encoding.Latin1.GetString(given);
        string packed = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        List<byte[]> forms = [given];
        if (packed.Length % 2 == 0 && packed.All(char.IsAsciiHexDigit))
        {
            forms.Add(Convert.FromHexString(packed));
        }

        byte[] decoded = new byte[packed.Length];
        if (Convert.TryFromBase64String(packed, decoded, out int length))
        {
            forms.Add(decoded[..length]);
        }

        foreach (byte[] form in forms)
        {
            if (EcdsaSignature.TryFromDer(form, out EcdsaSignature? der))
            {
                yield return der;
            }

            if (EcdsaSignature.TryFromRaw(form, out EcdsaSignature? raw))
            {
                yield return raw;
            }
        }
    }
}
