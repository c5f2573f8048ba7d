using System.CommandLine;
using Garita.Cli.Commands;
using Garita.Durable;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>
/// <c>garita firmware build</c>: an image becomes an envelope that nobody has signed yet. The same input gives the same
/// bytes, so that everybody who is to sign can build it and compare.
/// </summary>
public static class BuildCommand
{
    private const int DefaultChunkSize = 4096;

    // What fits beside other columns, and what the server keeps of it.
    private const int MaxVersion = 64;

    private static readonly Option<string> _image = new("--image")
    {
        Description = "The image as it runs on the device",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string> _version = new("--version")
    {
        Description = "The version as people write it",
        HelpName = "TEXT",
        Required = true,
    };

    private static readonly Option<string> _out = new("--out")
    {
        Description = "New file for the envelope: app-1.4.0.suit",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<ulong> _sequence = new Option<ulong>("--sequence")
    {
        Description = "Sequence number: higher than that of every release and way back before it",
        HelpName = "N",
        Required = true,
    }.Within(1UL, ReleaseNumbers.MaxSequence, "it must be from 1 to 2^53 - 1");

    private static readonly Option<uint> _epoch = new("--epoch")
    {
        Description = "Security epoch: a device that confirmed it never goes below it (default 0)",
        HelpName = "N",
    };

    private static readonly Option<int> _chunkSize = new("--chunk-size")
    {
        Description = "Bytes of a chunk: a power of two from 1024 to 65536 (default 4096)",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultChunkSize,
    };

    private static readonly Option<string?> _payload = new("--payload")
    {
        Description = "What is delivered in the image's place: the file that 'encrypt' made of it",
        HelpName = "FILE",
    };

    private static readonly Option<string> _uri = new("--uri")
    {
        Description = "Where the image comes from (default 'image': beside the manifest, from whoever hands it out)",
        HelpName = "URI",
        DefaultValueFactory = _ => "image",
    };

    private static readonly Option<string?> _description = new("--description")
    {
        Description = "What the update changes, for people",
        HelpName = "TEXT",
    };

    private static readonly Option<bool> _severable = new("--severable")
    {
        Description = "Let devices drop the texts and the install sequence once they have installed",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("build", "Make an unsigned release of an image")
        .With(_image, _version, _sequence).With(HardwareOptions.All)
        .With(_epoch, _chunkSize, _payload, _uri, _description, _severable, _out)
        .Does(BuildAsync);

    private static async Task BuildAsync(CliSession session, CancellationToken stop)
    {
        SingleImage half = Describe(session);
        string target = Path.GetFullPath(session.Get(_out)!);
        string leaves = ReleaseFiles.LeavesOf(target);
        if (Path.GetExtension(target) != ReleaseFiles.Ending)
        {
            throw new CliException(
                ExitCode.Usage, $"--out: {target}: the name must end in {ReleaseFiles.Ending}",
                "the chunks' hashes and the way back get names beside it");
        }

        ReleaseFiles.RefuseExisting("--out", target);
        ReleaseFiles.RefuseExisting("--out", leaves);
        using FilePass image = FilePass.Open("--image", session.Get(_image)!);
        using FilePass? payload = session.Get(_payload) is { } named ? FilePass.Open("--payload", named) : null;
        if (payload is not null && payload.Length != image.Length)
        {
            throw new CliException(
                ExitCode.Usage, $"--payload: {payload.Path}: {payload.Length} bytes, and the image has {image.Length}",
                "an encrypted image is exactly as long; 'garita firmware encrypt' makes it");
        }

        try
        {
            DurableFiles files = new();
            using LeafFile list = new(files, leaves, stop);
            UnverifiedManifest release = BuildChecked(
                await MeasureAsync(session, half, (image, payload), list, stop));
            await list.KeepAsync();
            WriteEnvelope(files, target, leaves, release.Envelope);
            ReleaseSummary.Print(session, target, release);
        }
        catch (DurableException fault)
        {
            ExitCode code = fault.Fault == DurableFault.Exists ? ExitCode.Conflict : ExitCode.Failed;
            throw new CliException(code, "--out: " + fault.Message, cause: fault);
        }

        session.Terminal.Note($"{leaves}: the hash of every chunk");
        session.Terminal.Note($"next: garita firmware sign {target} --key KEY");
    }

    // All that is known before a byte of the image is read, so that a wrong option costs no waiting.
    private static SingleImage Describe(CliSession session)
    {
        Guid vendor = HardwareOptions.VendorOf(session);
        int chunkSize = session.Get(_chunkSize);
        if (!ChunkLayout.IsChunkSize(chunkSize))
        {
            throw new CliException(
                ExitCode.Usage,
                $"--chunk-size: a power of two from {ChunkLayout.MinChunkSize} to {ChunkLayout.MaxChunkSize}");
        }

        return new SingleImage
        {
            SequenceNumber = session.Get(_sequence),
            Vendor = vendor,
            Class = HardwareOptions.ClassOf(session, vendor),
            Digest = default,
            Size = 0,
            Chunks = new ChunkLayout(chunkSize, default, 0),
            Epoch = session.Get(_epoch),
            Version = Short("--version", session.Get(_version)!, MaxVersion),
            Uri = Short("--uri", session.Get(_uri)!, ManifestLimits.Default.MaxUriLength),
            Component = HardwareOptions.ComponentOf(session),
            UpdateDescription = session.Get(_description),
            Severable = session.Get(_severable),
        };
    }

    private static async Task<SingleImage> MeasureAsync(
        CliSession session,
        SingleImage half,
        (FilePass Image, FilePass? Payload) files,
        LeafFile leaves,
        CancellationToken stop)
    {
        ImageMeasure delivered = await ImageMeasure.TakeAsync(
            session, files.Payload ?? files.Image, half.Chunks.ChunkSize, leaves.AddAsync, stop);
        SingleImage whole = half with
        {
            Digest = delivered.Digest,
            Size = delivered.Length,
            Chunks = delivered.Chunks,
        };
        return files.Payload is null
            ? whole
            : whole with
            {
                Digest = await ImageMeasure.DigestAsync(session, files.Image, stop),
                Payload = new DeliveredPayload(PayloadKind.EncryptedImage, delivered.Length, delivered.Digest),
            };
    }

    // What devices would not read must not leave this machine: their limits are the reader's.
    private static UnverifiedManifest BuildChecked(SingleImage image)
    {
        ManifestRefusal refusal = Envelope.TryParse(ManifestBuilder.Build(image).Bytes.Span, out Envelope? envelope);
        UnverifiedManifest? release = null;
        if (refusal == ManifestRefusal.None)
        {
            refusal = UnverifiedManifest.TryRead(envelope!, out release);
        }

        return refusal == ManifestRefusal.None && release?.Image is not null
            ? release
            : throw new CliException(
                ExitCode.Usage, $"devices would refuse the manifest: {ManifestRefusals.Of(refusal)}",
                "shorten --version, --description, --component or --uri");
    }

    // The envelope comes last: where it is, the rest is too.
    private static void WriteEnvelope(DurableFiles files, string target, string leaves, Envelope envelope)
    {
        try
        {
            files.WriteNew(target, envelope.Bytes.Span, FileSecrecy.Public);
        }
        catch (DurableException)
        {
            files.Delete(leaves);
            throw;
        }
    }

    private static string Short(string option, string text, int most) =>
        string.IsNullOrWhiteSpace(text) || text.Length > most || text.Any(char.IsControl)
            ? throw new CliException(
                ExitCode.Usage, $"{option}: 1 to {most} characters, none of them a control character")
            : text;
}
