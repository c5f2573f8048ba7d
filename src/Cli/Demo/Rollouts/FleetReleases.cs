using System.Globalization;
using System.Security.Cryptography;
using Garita.Cli.Demo.Releases;
using Garita.Cli.Firmware;
using Garita.Contracts.Api.Releases;
using Garita.Device.Update.Simulation;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Demo.Rollouts;

/// <summary>
/// The maker's releases for the fleet: 1.1, which it runs, and others that each carry a way back to it.
/// </summary>
public sealed class FleetReleases(DemoStage stage, DemoMaker maker, PublishScene published)
{
    private const int ImageLength = 24_000;

    /// <summary>The image of 1.1.</summary>
    public DemoFirmware? First { get; private set; }

    /// <summary>1.1, signed.</summary>
    public Envelope? FirstRelease { get; private set; }

    /// <summary>What was published last.</summary>
    public ReleaseView? Last { get; private set; }

    /// <summary>Builds, signs and publishes 1.1.</summary>
    public async Task<string> PublishFirstAsync(CancellationToken stop)
    {
        ReleaseFiles.Write(null, files => files.CreateDirectory(stage.MakerDirectory));
        First = Build(new SimulatedImage("1.1", ImageBehaviour.Works), sequence: 1);
        FirstRelease = maker.Sign(First.Description, 0, 1);
        await published.UploadAsync(First, First.Read(), stop);
        Last = await published.PublishAsync(FirstRelease, wayBack: null, stop);
        return Words($"{First.Description.Size} bytes, entry {Last.Manifest.LogIndex} of the audit log");
    }

    /// <summary>Builds, signs and publishes another one with its way back to 1.1.</summary>
    public async Task<string> PublishAsync(SimulatedImage image, ulong sequence, CancellationToken stop)
    {
        DemoFirmware firmware = Build(image, sequence);
        await published.UploadAsync(firmware, firmware.Read(), stop);
        Envelope release = maker.Sign(firmware.Description, 0, 1);
        Envelope back = maker.Sign(WayBackFrom(release, firmware.Path).Envelope, 0, 1);
        Last = await published.PublishAsync(release, back, stop);
        return Last.WayBack is { } way
            ? Words($"entry {Last.Manifest.LogIndex} of the audit log; signed with it the way back to 1.1, ")
                + Words($"sequence {way.Sequence}, entry {way.LogIndex}: the server holds no key to make one")
            : throw new CliException(ExitCode.Failed, "published without its way back");
    }

    private DemoFirmware Build(SimulatedImage image, ulong sequence)
    {
        byte[] filling = RandomNumberGenerator.GetBytes(ImageLength - SimulatedImage.HeadLength);
        return DemoFirmware.Make(
            Path.Combine(stage.MakerDirectory, $"fleet-{image.Version}.bin"),
            image.Version,
            sequence,
            image.ToBytes(filling));
    }

    private UnverifiedManifest WayBackFrom(Envelope release, string path)
    {
        ManifestRefusal refusal = UnverifiedManifest.TryRead(release, out UnverifiedManifest? next);
        return refusal == ManifestRefusal.None && VerifiedManifest.TryVerify(
            FirstRelease!.Bytes, maker.KeysOf(PublishScene.FirstKeys), out VerifiedManifest? first, out refusal)
            ? WayBack.Make(path, next!, First!.Path, first)
            : throw new CliException(ExitCode.Failed, ManifestRefusals.Of(refusal));
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
