using System.Globalization;
using Garita.Cli.Firmware;
using Garita.Contracts.Api.Audit;
using Garita.Contracts.Api.Releases;
using Garita.Firmware.Building;
using Garita.Firmware.Manifests;
using Garita.Merkle.Notes;

namespace Garita.Cli.Demo.Releases;

/// <summary>The maker and the server: keys, trust, two releases, and what the server does not take.</summary>
public sealed class PublishScene(DemoStage stage, DemoMaker maker)
{
    private const int FirstLength = 99_001;
    private const int NextLength = 103_427;

    /// <summary>The release keys of the first trust document.</summary>
    public static int[] FirstKeys { get; } = [0, 1, 2];

    /// <summary>The release keys that the second one names: the third was lost.</summary>
    public static int[] LaterKeys { get; } = [0, 1, 3];

    /// <summary>The audit log's key, as its trust documents name it.</summary>
    public NoteKey? LogKey { get; private set; }

    /// <summary>The first trust document.</summary>
    public byte[] Trust { get; private set; } = [];

    /// <summary>Firmware 1.1.</summary>
    public DemoFirmware? Next { get; private set; }

    /// <summary>Release 1.0 with its proof.</summary>
    public SignedManifest? FirstRelease { get; private set; }

    /// <summary>Release 1.1 with its proof.</summary>
    public SignedManifest? NextRelease { get; private set; }

    private DemoFirmware? First { get; set; }

    /// <summary>Makes the first trust document and installs it on the server.</summary>
    public async Task<string> TrustAsync(CancellationToken stop)
    {
        AuditLogView log = await stage.Api.GetAsync<AuditLogView>("api/v1/audit", stop);
        LogKey = NoteKey.Parse(log.Key)
            ?? throw new CliException(ExitCode.Failed, $"the server shows a log key that is none: {log.Key}");
        Trust = maker.Trust(version: 1, LogKey, FirstKeys);
        TrustView view = await InstallAsync(Trust, stop);
        return Words($"version {view.Version} with 2 of 3 root signatures, {Trust.Length} bytes, ")
            + Words($"installed as entry {view.LogIndex} of {LogKey.Name}");
    }

    /// <summary>Writes both images and measures them.</summary>
    public string Build()
    {
        ReleaseFiles.Write(null, files => files.CreateDirectory(stage.MakerDirectory));
        First = DemoFirmware.Make(Path.Combine(stage.MakerDirectory, "1.0.bin"), "1.0", sequence: 1, FirstLength);
        Next = DemoFirmware.Make(Path.Combine(stage.MakerDirectory, "1.1.bin"), "1.1", sequence: 2, NextLength);
        return Words($"1.1 is {Next.Description.Size} bytes in {Next.Description.Chunks.LeafCount} chunks, ")
            + Words($"SHA-256 {Next.Description.Digest.Hex[..16]}…, ")
            + Words($"its manifest {ManifestBuilder.Build(Next.Description).ManifestBytes.Length} bytes");
    }

    /// <summary>Publishes 1.0, so that there is something to go back to.</summary>
    public async Task<string> PublishFirstAsync(CancellationToken stop)
    {
        await UploadAsync(First!, First!.Read(), stop);
        ReleaseView view = await PublishAsync(maker.Sign(First.Description, 0, 2), wayBack: null, stop);
        FirstRelease = await ManifestAsync(view, stop);
        return Words($"signed by {view.Manifest.Signers.Count} of 3, entry {view.Manifest.LogIndex} of the audit log");
    }

    /// <summary>Tries to publish 1.1 with one signature.</summary>
    public async Task<string> PublishBelowThresholdAsync(CancellationToken stop)
    {
        int before = stage.Log.Count;
        await RefusedAsync(() => PublishAsync(maker.Sign(Next!.Description, 0), wayBack: null, stop));
        string? reason = await stage.Log.WaitForAsync(before, "Release from", stop);
        return reason?.EndsWith(": below-threshold", StringComparison.Ordinal) == true
            ? $"refused; the server's log: {reason}"
            : throw new CliException(ExitCode.Failed, $"refused for another reason: {reason}");
    }

    /// <summary>Tries to store 1.1 with one bit that is another.</summary>
    public async Task<string> UploadDamagedAsync(CancellationToken stop)
    {
        byte[] damaged = Next!.Read();
        damaged[NextLength / 2] ^= 1;
        CliException refusal = await RefusedAsync(() => UploadAsync(Next, damaged, stop));
        ImageList stored = await stage.Api.GetAsync<ImageList>("api/v1/images", stop);
        return stored.Items.Any(image => image.Digest == Next.Description.Digest.Hex)
            ? throw new CliException(ExitCode.Failed, "refused, and kept all the same")
            : $"refused, nothing kept: {refusal.Message}";
    }

    /// <summary>Publishes 1.1 with the way back to 1.0, each signed by two keys.</summary>
    public async Task<string> PublishNextAsync(CancellationToken stop)
    {
        await UploadAsync(Next!, Next!.Read(), stop);
        Envelope release = maker.Sign(Next.Description, 0, 1);
        Envelope back = maker.Sign(WayBackFrom(release).Envelope, 0, 1);
        ReleaseView view = await PublishAsync(release, back, stop);
        NextRelease = await ManifestAsync(view, stop);
        return view.WayBack is { } way
            ? Words($"{release.Bytes.Length} bytes with {view.Manifest.Signers.Count} signatures, ")
                + Words($"entry {view.Manifest.LogIndex}; the way back to 1.0 is sequence {way.Sequence}, ")
                + Words($"entry {way.LogIndex}")
            : throw new CliException(ExitCode.Failed, "published without its way back");
    }

    /// <summary>Installs a trust document.</summary>
    public Task<TrustView> InstallAsync(byte[] document, CancellationToken stop) => stage.Api.SendAsync<TrustView>(
        HttpMethod.Post, "api/v1/trust", new InstallTrustRequest(document), stop);

    /// <summary>Hands an envelope and its way back to the server.</summary>
    public Task<ReleaseView> PublishAsync(Envelope release, Envelope? wayBack, CancellationToken stop) =>
        stage.Api.SendAsync<ReleaseView>(
            HttpMethod.Post,
            "api/v1/releases",
            new PublishReleaseRequest(release.Bytes.ToArray(), wayBack?.Bytes.ToArray()),
            stop);

    /// <summary>What must be refused; the refusal.</summary>
    public static async Task<CliException> RefusedAsync(Func<Task> attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        try
        {
            await attempt();
        }
        catch (CliException refusal) when (refusal.Code == ExitCode.Failed)
        {
            return refusal;
        }

        throw new CliException(ExitCode.Failed, "the server took it");
    }

    /// <summary>Stores an image on the server.</summary>
    public async Task UploadAsync(DemoFirmware firmware, byte[] image, CancellationToken stop)
    {
        using MemoryStream stream = new(image);
        await stage.Api.UploadAsync<ImageView>(
            $"api/v1/images/{firmware.Description.Digest.Hex}", stream, image.Length, stop);
    }

    private Task<SignedManifest> ManifestAsync(ReleaseView view, CancellationToken stop) =>
        stage.Api.GetAsync<SignedManifest>($"api/v1/releases/{view.Manifest.Digest}/manifest", stop);

    private UnverifiedManifest WayBackFrom(Envelope release)
    {
        ManifestRefusal refusal = UnverifiedManifest.TryRead(release, out UnverifiedManifest? next);
        return refusal == ManifestRefusal.None && VerifiedManifest.TryVerify(
            FirstRelease!.Envelope, maker.KeysOf(FirstKeys), out VerifiedManifest? first, out refusal)
            ? WayBack.Make(Next!.Path, next!, First!.Path, first)
            : throw new CliException(ExitCode.Failed, ManifestRefusals.Of(refusal));
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
