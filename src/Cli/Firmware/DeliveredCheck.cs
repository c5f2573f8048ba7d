using Garita.Cli.Commands;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>Holds files against what a manifest says of them.</summary>
public static class DeliveredCheck
{
    /// <summary>Checks the bytes that are delivered: length, digest and chunks.</summary>
    /// <param name="session">Where progress goes.</param>
    /// <param name="pass">The file.</param>
    /// <param name="option">What named it.</param>
    /// <param name="image">What the manifest says.</param>
    /// <param name="leaves">The hashes of the chunks, to say which one differs; or null.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task OfDeliveredAsync(
        CliSession session,
        FilePass pass,
        string option,
        ImageDescription image,
        VerifiedLeafList? leaves,
        CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(image);
        RefuseLength(option, pass, image.Payload.Length);
        long? bad = null;
        long index = 0;
        ImageMeasure measure = await ImageMeasure.TakeAsync(
            session,
            pass,
            image.Chunks.ChunkSize,
            leaf =>
            {
                bad ??= leaves is not null && leaves[index] != leaf ? index : null;
                index++;
                return ValueTask.CompletedTask;
            },
            stop);
        if (bad is { } first)
        {
            throw new CliException(
                ExitCode.Failed, $"{option}: {pass.Path}: chunk {first}, from byte "
                    + $"{first * image.Chunks.ChunkSize} on, is not the one that is signed");
        }

        RefuseDigest(option, pass, measure.Digest, image.Payload.Digest);
        if (measure.Chunks != image.Chunks)
        {
            throw new CliException(
                ExitCode.Failed, $"{option}: {pass.Path}: its chunks lead to the root {measure.Chunks.Root}, "
                    + $"and {image.Chunks.Root} is signed");
        }
    }

    /// <summary>
    /// Checks the image as it runs, where what is delivered is another form of it: length and digest.
    /// </summary>
    public static async Task OfImageAsync(
        CliSession session, FilePass pass, ImageDescription image, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(image);
        RefuseLength("--image", pass, image.Size);
        RefuseDigest("--image", pass, await ImageMeasure.DigestAsync(session, pass, stop), image.Digest);
    }

    private static void RefuseLength(string option, FilePass pass, long signed)
    {
        if (pass.Length != signed)
        {
            throw new CliException(
                ExitCode.Failed, $"{option}: {pass.Path}: {pass.Length} bytes, and {signed} are signed");
        }
    }

    private static void RefuseDigest(string option, FilePass pass, Sha256Digest found, Sha256Digest signed)
    {
        if (found != signed)
        {
            throw new CliException(
                ExitCode.Failed, $"{option}: {pass.Path}: its SHA-256 is {found}, and {signed} is signed");
        }
    }
}
