using System.Globalization;
using Garita.Firmware.Building;
using Garita.Firmware.Manifests;
using Garita.Firmware.Manifests.Commands;

namespace Garita.Cli.Firmware;

/// <summary>
/// The way back from a release: the image before it under the sequence number after it, made and signed together with
/// the release, so that going back asks for no key.
/// </summary>
public static class WayBack
{
    /// <summary>Makes it, unsigned. The same two releases give the same bytes.</summary>
    /// <param name="path">The release's file, for messages.</param>
    /// <param name="release">The release.</param>
    /// <param name="previousPath">The previous release's file, for messages.</param>
    /// <param name="previous">The release to go back to; its signatures were checked.</param>
    public static UnverifiedManifest Make(
        string path, UnverifiedManifest release, string previousPath, VerifiedManifest previous)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(previous);
        ImageDescription now = ReleaseFiles.ImageOf(null, path, release.Image);
        ImageDescription before = ReleaseFiles.ImageOf("--way-back", previousPath, previous.Image);
        Refuse(release, now, previous, before, "--way-back: " + Path.GetFullPath(previousPath));
        SingleImage image = new()
        {
            SequenceNumber = release.Manifest.SequenceNumber + 1,
            Vendor = before.Vendor,
            Class = before.Class,
            Digest = before.Digest,
            Size = before.Size,
            Chunks = before.Chunks,
            Epoch = before.Epoch,
            Version = before.Version ?? "unnamed",
            Payload = before.Payload.Kind switch
            {
                PayloadKind.Image => null,
                PayloadKind.EncryptedImage => before.Payload,
            },
            Uri = UriOf(previous.Manifest) ?? "image",
            Component = before.Component,
            UpdateDescription = $"way back from {now.Version}",
        };
        ManifestRefusal refusal = UnverifiedManifest.TryRead(
            ManifestBuilder.Build(image), out UnverifiedManifest? made);
        return refusal == ManifestRefusal.None
            ? made!
            : throw new CliException(
                ExitCode.Failed, $"the way back would be refused by devices: {ManifestRefusals.Of(refusal)}");
    }

    private static void Refuse(
        UnverifiedManifest release,
        ImageDescription now,
        VerifiedManifest previous,
        ImageDescription before,
        string where)
    {
        ulong sequence = release.Manifest.SequenceNumber;
        string? why =
            (before.Vendor, before.Class) != (now.Vendor, now.Class) ? "it is for other devices than the release"
            : before.Component != now.Component ? "it goes to another component than the release"
            : previous.Manifest.SequenceNumber >= sequence ? Words(
                $"its sequence number is {previous.Manifest.SequenceNumber}, not below the release's {sequence}")
            : before.Digest == now.Digest ? "it has the same image as the release"
            : sequence >= ReleaseNumbers.MaxSequence ? "there is no sequence number after the release's"
            : null;
        if (why is not null)
        {
            throw new CliException(ExitCode.Usage, $"{where}: {why}");
        }

        if (before.Epoch != now.Epoch)
        {
            throw new CliException(
                ExitCode.Conflict,
                Words($"{where}: its epoch is {before.Epoch} and the release's {now.Epoch}"),
                before.Epoch < now.Epoch
                    ? "a device that confirmed the release never goes below its epoch: there is no such way back"
                    : "devices that confirmed the previous release would refuse this one");
        }
    }

    private static string? UriOf(Manifest manifest) => manifest.Sequences.TryGetValue(
        ManifestSection.Install, out CommandSequence? install)
        ? install.Commands.Select(command => command.Parameters?.Uri).FirstOrDefault(uri => uri is not null)
        : null;

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
