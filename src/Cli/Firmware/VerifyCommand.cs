using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;
using Garita.Merkle;

namespace Garita.Cli.Firmware;

/// <summary>
/// <c>garita firmware verify</c>: the checks a device makes, in its order, up to the first that fails. All on this
/// machine; no server is asked.
/// </summary>
public static class VerifyCommand
{
    private static readonly Argument<string> _release = new("RELEASE") { Description = "The envelope" };

    private static readonly Option<string?> _image = new("--image")
    {
        Description = "The image as it runs: check its digest, its length and, unless it is encrypted, its chunks",
        HelpName = "FILE",
    };

    private static readonly Option<string?> _payload = new("--payload")
    {
        Description = "The encrypted image: check its digest, its length and its chunks",
        HelpName = "FILE",
    };

    private static readonly Option<string?> _leaves = new("--leaves")
    {
        Description = "The file with the hash of every chunk: check that it leads to the signed root",
        HelpName = "FILE",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("verify", "Check a release as a device would")
        .With(_release).With(TrustOptions.All).With(DeviceOptions.All).With(_image, _payload, _leaves)
        .Does(VerifyAsync);

    private static async Task VerifyAsync(CliSession session, CancellationToken stop)
    {
        ReleaseKeys keys = TrustOptions.Require(session);
        string path = Path.GetFullPath(session.Get(_release));
        VerifiedManifest verified = ReleaseFiles.ReadVerified(null, path, keys);
        List<string> checks = [$"signatures {verified.Signers.Count} of {keys.Keys.Count}, threshold {keys.Threshold}"];
        if (DeviceOptions.Judge(session, path, verified) is { } fit)
        {
            checks.Add(fit);
        }

        if (session.Get(_image) is not null || session.Get(_payload) is not null || session.Get(_leaves) is not null)
        {
            ImageDescription image = ReleaseFiles.ImageOf(null, path, verified.Image);
            await CheckFilesAsync(session, image, checks, stop);
        }

        Print(session, path, verified, checks);
    }

    private static async Task CheckFilesAsync(
        CliSession session, ImageDescription image, List<string> checks, CancellationToken stop)
    {
        bool isEncrypted = image.Payload.Kind != PayloadKind.Image;
        VerifiedLeafList? leaves = session.Get(_leaves) is { } file ? ReadLeaves(file, image.Chunks) : null;
        if (leaves is not null)
        {
            checks.Add("leaves");
        }

        if (session.Get(_payload) is { } payload)
        {
            if (!isEncrypted)
            {
                throw new CliException(
                    ExitCode.Usage, "--payload: this release delivers the image as it is; use --image");
            }

            await CheckDeliveredAsync(session, ("--payload", payload), image, leaves, stop);
            checks.Add("payload");
        }

        if (session.Get(_image) is { } plain)
        {
            await (isEncrypted
                ? CheckPlainAsync(session, plain, image, stop)
                : CheckDeliveredAsync(session, ("--image", plain), image, leaves, stop));
            checks.Add("image");
        }
    }

    private static async Task CheckDeliveredAsync(
        CliSession session,
        (string Option, string Path) file,
        ImageDescription image,
        VerifiedLeafList? leaves,
        CancellationToken stop)
    {
        using FilePass pass = FilePass.Open(file.Option, file.Path);
        await DeliveredCheck.OfDeliveredAsync(session, pass, file.Option, image, leaves, stop);
    }

    private static async Task CheckPlainAsync(
        CliSession session, string file, ImageDescription image, CancellationToken stop)
    {
        using FilePass pass = FilePass.Open("--image", file);
        await DeliveredCheck.OfImageAsync(session, pass, image, stop);
    }

    private static VerifiedLeafList ReadLeaves(string file, ChunkLayout chunks)
    {
        string full = Path.GetFullPath(file);
        byte[] list = ReleaseFiles.Read(
            "--leaves", full, (int)Math.Min(chunks.LeafCount * MerkleHash.Size, Array.MaxLength));
        ChunkRefusal refusal = VerifiedLeafList.TryVerify(chunks, list, out VerifiedLeafList? leaves);
        return refusal == ChunkRefusal.None
            ? leaves!
            : throw new CliException(
                ExitCode.Failed, refusal == ChunkRefusal.WrongListLength
                    ? $"--leaves: {full}: not 32 bytes for each of {chunks.LeafCount} chunks"
                    : $"--leaves: {full}: the hashes do not lead to the signed root {chunks.Root}");
    }

    private static void Print(CliSession session, string path, VerifiedManifest verified, List<string> checks)
    {
        string[] signers = [.. verified.Signers.Select(signer => signer.Hex)];
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(new VerifiedRow(path, verified.Digest.Hex, signers, checks));
            return;
        }

        session.Terminal.Output.WriteLine($"{path}: verified ({string.Join(", ", checks)})");
        foreach (string signer in signers)
        {
            session.Terminal.Output.WriteLine($"  signed by {signer}");
        }
    }

    private sealed record VerifiedRow(
        string Envelope, string Manifest, IReadOnlyList<string> Signers, IReadOnlyList<string> Checks);
}
