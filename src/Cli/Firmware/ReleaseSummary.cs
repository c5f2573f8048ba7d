using System.Globalization;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>Shows what a release says, to people and to programs.</summary>
public static class ReleaseSummary
{
    /// <summary>Prints one release.</summary>
    public static void Print(CliSession session, string path, UnverifiedManifest release)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(release);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(RowOf(path, release));
            return;
        }

        FieldsView view = new(session.Terminal);
        view.Write("envelope", Words($"{path}, {release.Envelope.Bytes.Length} bytes"));
        view.Write("manifest", release.Envelope.ManifestDigest.Hex);
        view.Write("sequence", Words($"{release.Manifest.SequenceNumber}"));
        if (release.Image is { } image)
        {
            Print(view, image);
        }
        else
        {
            view.Write("image", "not a release of one image as 'build' makes it");
            view.Write("components", string.Join(", ", release.Manifest.Components));
        }

        foreach (ManifestText text in release.Manifest.Texts.Where(text => text.UpdateDescription is not null))
        {
            view.Write("changes", text.UpdateDescription);
        }

        view.Write("signatures", Words($"{release.Envelope.Signatures.Count}"));
    }

    private static void Print(FieldsView view, ImageDescription image)
    {
        view.Write("version", image.Version);
        view.Write("vendor", image.Vendor.ToString());
        view.Write("class", image.Class.ToString());
        view.Write("component", image.Component.ToString());
        view.Write("epoch", Words($"{image.Epoch}"));
        view.Write("image", Words($"{image.Digest}, {image.Size} bytes"));
        view.Write("delivered", image.Payload.Kind switch
        {
            PayloadKind.Image => "as it is",
            PayloadKind.EncryptedImage => $"encrypted, as {image.Payload.Digest}",
        });
        view.Write("chunks", Words($"{image.Chunks.LeafCount} of {image.Chunks.ChunkSize} bytes"));
        view.Write("chunk root", image.Chunks.Root.ToString());
    }

    private static ReleaseRow RowOf(string path, UnverifiedManifest release)
    {
        ImageDescription? image = release.Image;
        return new ReleaseRow(
            path,
            release.Envelope.Bytes.Length,
            release.Envelope.ManifestDigest.Hex,
            release.Manifest.SequenceNumber,
            release.Envelope.Signatures.Count)
        {
            Image = image is null
                ? null
                : new ImageRow(
                    image.Version, image.Vendor, image.Class, image.Component.ToString(), image.Epoch,
                    image.Digest.Hex, image.Size)
                {
                    Encrypted = image.Payload.Kind == PayloadKind.Image ? null : image.Payload.Digest.Hex,
                    ChunkBytes = image.Chunks.ChunkSize,
                    Chunks = image.Chunks.LeafCount,
                    ChunkRoot = image.Chunks.Root.ToString(),
                },
        };
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record ReleaseRow(string Envelope, int Bytes, string Manifest, ulong Sequence, int Signatures)
    {
        public ImageRow? Image { get; init; }
    }

    private sealed record ImageRow(
        string? Version, Guid Vendor, Guid Class, string Component, uint Epoch, string Digest, long Bytes)
    {
        public string? Encrypted { get; init; }

        public required int ChunkBytes { get; init; }

        public required long Chunks { get; init; }

        public required string ChunkRoot { get; init; }
    }
}
