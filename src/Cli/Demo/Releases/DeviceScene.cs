using System.Globalization;
using Garita.AuditLog.Entries;
using Garita.AuditLog.Verification;
using Garita.Cli.Firmware;
using Garita.Contracts.Api.Releases;
using Garita.Device.Trust;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;
using Garita.Merkle.Notes;

namespace Garita.Cli.Demo.Releases;

/// <summary>A thermostat and an auditor, who believe the maker's keys and the log's, and not the server.</summary>
public sealed class DeviceScene(DemoStage stage, DemoMaker maker, PublishScene published, string id) : IDisposable
{
    private const int ChunksAtOnce = 8;

    private DemoUpdater? _device;
    private AcceptedRelease? _release;

    /// <inheritdoc/>
    public void Dispose() => _release?.Dispose();

    /// <summary>Gives the device its trust document, and offers it 1.1 without the proof that it is logged.</summary>
    public string OfferUnlogged()
    {
        _device = DemoUpdater.Provision(stage.DirectoryOf(id), published.Trust);
        SignedManifest bare = published.NextRelease! with { Proof = string.Empty };
        return Refused(_device.Judge(bare), GateRefusal.LogProofMissing, string.Empty);
    }

    /// <summary>Offers it 1.1 with the proof.</summary>
    public string OfferNext()
    {
        GateVerdict verdict = _device!.Judge(published.NextRelease!);
        _release = verdict.Release
            ?? throw new CliException(ExitCode.Failed, $"refused: {verdict.Refusal} {verdict.Detail}");
        SeenCheckpoint? seen = _device.State.Seen(published.LogKey!.Name);
        return seen is null
            ? throw new CliException(ExitCode.Failed, "accepted, but no head of the log was remembered")
            : Words($"accepted: {_release.Manifest.Signers.Count} signatures, proven to be in the log; ")
                + Words($"the log's head at {seen.Size} entries is remembered");
    }

    /// <summary>Sends it chunks of which one has a bit that is another.</summary>
    public async Task<string> SendDamagedAsync(CancellationToken stop)
    {
        byte[][] packets = Packets(published.Next!);
        packets[1][^1] ^= 1;
        ChunkRefusal refusal = await _device!.FetchAsync(_release!, packets, stop);
        return refusal == ChunkRefusal.NotInTree && !_device.HasImage
            ? $"refused before it is written: {refusal}; no image is there"
            : throw new CliException(ExitCode.Failed, $"{refusal}, image written: {_device.HasImage}");
    }

    /// <summary>Sends it the chunks as they are.</summary>
    public async Task<string> SendAsync(CancellationToken stop)
    {
        byte[][] packets = Packets(published.Next!);
        ChunkRefusal refusal = await _device!.FetchAsync(_release!, packets, stop);
        return refusal == ChunkRefusal.None && _device.TryConfirm(_release!)
            ? Words($"{_release!.Image.Chunks.LeafCount} chunks in {packets.Length} messages, each with its proof; ")
                + Words($"the file's SHA-256 is the signed one; floor now sequence {_device.State.SequenceFloor}")
            : throw new CliException(ExitCode.Failed, $"{refusal}, or the file is not the signed image");
    }

    /// <summary>Offers it 1.0, which is signed and logged as well.</summary>
    public string OfferFirst() =>
        Refused(_device!.Judge(published.FirstRelease!), GateRefusal.ReleaseUnfit, "OlderSequence");

    /// <summary>
    /// The third release key is lost: the second trust document drops it, and what it signs counts no longer, neither
    /// for the server nor for a device that is shown the document with the offer.
    /// </summary>
    public async Task<string> DropKeyAsync(CancellationToken stop)
    {
        SingleImage stolen = published.Next!.Description with { Version = "1.2", SequenceNumber = 4 };
        Envelope envelope = maker.Sign(stolen, 0, 2);
        if (!VerifiedManifest.TryVerify(
            envelope.Bytes, maker.KeysOf(PublishScene.FirstKeys), out _, out ManifestRefusal early))
        {
            throw new CliException(ExitCode.Failed, "not even the keys before take it: " + ManifestRefusals.Of(early));
        }

        byte[] trust = maker.Trust(version: 2, published.LogKey!, PublishScene.LaterKeys);
        await published.InstallAsync(trust, stop);
        await PublishScene.RefusedAsync(() => published.PublishAsync(envelope, wayBack: null, stop));
        SignedManifest offered = new(envelope.Bytes.ToArray(), Proof: string.Empty);
        string refused = Refused(_device!.Judge(offered, trust), GateRefusal.ManifestRefused, "BelowThreshold");
        return Words($"version {_device.State.Document.Version} drops it; what it signed, good under version 1, is ")
            + refused + ", by the server too";
    }

    /// <summary>Verifies an export of the log with the key in the device's trust document, and nothing else.</summary>
    public async Task<string> AuditAsync(CancellationToken stop)
    {
        byte[] export = await stage.Api.DownloadAsync(
            "api/v1/audit/export",
            async stream =>
            {
                using MemoryStream copy = new();
                await stream.CopyToAsync(copy, stop);
                return copy.ToArray();
            },
            stop);
        NoteKey key = _device!.State.Document.Content.Logs[0];
        int releases = 0;
        LogReport report = Verify(export, key, entry => releases += entry is ReleaseEntry ? 1 : 0);
        export[export.Length / 2] ^= 1;
        LogReport damaged = Verify(export, key, _ => { });
        return (report.Fault, damaged.Fault) switch
        {
            (not ExportFault.None, _) => throw new CliException(
                ExitCode.Failed, $"does not verify: {report.Fault} at byte {report.Offset}"),
            (_, ExportFault.None) => throw new CliException(ExitCode.Failed, "verifies with a bit that is another"),
            _ => Words($"{report.Entries} entries in {export.Length} bytes verify with the log's public key alone, ")
                + Words($"{releases} of them manifests; one bit flipped: {damaged.Fault} at byte {damaged.Offset}"),
        };
    }

    private static LogReport Verify(byte[] export, NoteKey key, Action<ILogEntry?> visit)
    {
        using MemoryStream stream = new(export);
        return LogVerifier.Verify(stream, key, known: null, stored => visit(stored.Entry));
    }

    // As they travel; which road they take is not the device's concern.
    private static byte[][] Packets(DemoFirmware firmware)
    {
        byte[] image = firmware.Read();
        ChunkProver prover = new(firmware.Leaves);
        int stride = ChunksAtOnce * firmware.Description.Chunks.ChunkSize;
        return
        [
            .. image.Chunk(stride).Select((chunks, at) => new ChunkPacket(
                at * ChunksAtOnce,
                prover.Prove(
                    at * ChunksAtOnce, Math.Min((at + 1) * ChunksAtOnce, firmware.Description.Chunks.LeafCount)),
                chunks).Encode()),
        ];
    }

    private static string Refused(GateVerdict verdict, GateRefusal refusal, string detail)
    {
        if (verdict.Release is { } release)
        {
            release.Dispose();
            throw new CliException(ExitCode.Failed, "the device took it");
        }

        return (verdict.Refusal, verdict.Detail) == (refusal, detail)
            ? $"refused: {verdict.Refusal} {verdict.Detail}".TrimEnd()
            : throw new CliException(
                ExitCode.Failed, $"refused for another reason: {verdict.Refusal} {verdict.Detail}");
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
