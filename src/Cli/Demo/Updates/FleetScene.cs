using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Garita.AuditLog.Entries;
using Garita.AuditLog.Verification;
using Garita.Cli.Demo.Releases;
using Garita.Cli.Firmware;
using Garita.Contracts.Api.Releases;
using Garita.Contracts.Api.Updates;
using Garita.Device.Update.Simulation;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Demo.Updates;

/// <summary>Five boards take an update over three paths; one of them has bad luck in every way there is.</summary>
public sealed class FleetScene(DemoStage stage, DemoMaker maker, PublishScene published) : IAsyncDisposable
{
    private const int ImageLength = 200_000;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(50);

    private readonly List<DemoBoard> _boards = [];
    private readonly ConcurrentQueue<long> _asked = new();
    private string _next = string.Empty;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (DemoBoard board in _boards)
        {
            await board.DisposeAsync();
        }
    }

    /// <summary>Makes the five boards, with 1.0 in slot A, and turns them on.</summary>
    public string MakeBoards()
    {
        ReleaseFiles.Write(null, files => files.CreateDirectory(stage.MakerDirectory));
        DemoFirmware first = Build("1.0", sequence: 1, ImageBehaviour.Works);
        Envelope envelope = maker.Sign(first.Description, 0, 1);
        foreach (DemoRole role in DemoCast.Roles)
        {
            _boards.Add(DemoBoard.Make(
                stage, role.Id, published.Trust, envelope.Bytes.ToArray(), first.Read()));
            _boards[^1].PowerOn();
        }

        return "two slots, a boot loader and firmware 1.0 in each; they start and connect";
    }

    /// <summary>Builds, signs and publishes a version.</summary>
    public async Task<string> PublishAsync(
        string version, ulong sequence, ImageBehaviour behaviour, CancellationToken stop)
    {
        DemoFirmware firmware = Build(version, sequence, behaviour);
        await published.UploadAsync(firmware, firmware.Read(), stop);
        ReleaseView view = await published.PublishAsync(maker.Sign(firmware.Description, 0, 1), wayBack: null, stop);
        _next = view.Manifest.Digest;
        return Words($"{firmware.Description.Size} bytes in {firmware.Description.Chunks.LeafCount} chunks, ")
            + Words($"entry {view.Manifest.LogIndex} of the audit log");
    }

    /// <summary>Offers what was published last to devices over one path, and waits until all of them run it.</summary>
    public async Task<string> UpdateAsync(string deployment, string path, int[] boards, CancellationToken stop)
    {
        await OfferAsync(deployment, path, boards, stop);
        foreach (int board in boards)
        {
            UpdateView view = await EndAsync(deployment, board, stop);
            Require(view, "installed");
        }

        return Words($"{string.Join(", ", boards.Select(b => _boards[b].Name))} installed it, ")
            + "confirmed after a word with the server";
    }

    /// <summary>The power of one device goes in the middle of the download, and comes back.</summary>
    public async Task<string> CutAsync(string deployment, int board, CancellationToken stop)
    {
        DemoBoard unlucky = _boards[board];
        unlucky.Cut();
        await unlucky.WhenOffAsync();
        unlucky.PowerOn(link => new WatchedLink(link, first => CutAt(unlucky, first)));
        await OfferAsync(deployment, "mqtt", [board], stop);
        await ViewAsync(deployment, board, view => unlucky.IsOff, stop);
        await unlucky.WhenOffAsync();
        long last = _asked.Last();
        _asked.Clear();
        unlucky.PowerOn(link => new WatchedLink(link, _asked.Enqueue));
        Require(await EndAsync(deployment, board, stop), "installed");
        return _asked.TryPeek(out long again) && again > 0 && again <= last
            ? Words($"the power went when chunk {last} was asked for; back again, it asked for chunk {again} ")
                + "and went on from there"
            : throw new CliException(ExitCode.Failed, Words($"it began again at chunk {again}"));
    }

    /// <summary>One bit flips on the way to a device; it gets the chunk again.</summary>
    public async Task<string> FlipAsync(string deployment, int board, CancellationToken stop)
    {
        DemoBoard victim = _boards[board];
        victim.Cut();
        await victim.WhenOffAsync();
        victim.PowerOn(link => new WatchedLink(link, _ => { }, flip: ImageLength / 2));
        await OfferAsync(deployment, "https", [board], stop);
        UpdateView refused = await ViewAsync(deployment, board, view => view.Reason == "bad-chunks", stop);
        Require(await EndAsync(deployment, board, stop), "installed");
        return Words($"refused before it was written, with {refused.ChunksDone} of {refused.ChunksTotal} chunks there;")
            + " asked again, it got them as they were signed";
    }

    /// <summary>An image that dies at its first instruction.</summary>
    public async Task<string> CrashAsync(string deployment, int board, CancellationToken stop)
    {
        DemoBoard victim = _boards[board];
        int before = victim.Started.Count;
        await OfferAsync(deployment, "mqtt", [board], stop);
        UpdateView view = await EndAsync(deployment, board, stop);
        Require(view, "rolled-back");
        string[] since = [.. victim.Started.Skip(before)];
        return since is [.., "1.1"]
            ? $"started {string.Join(", ", since)}: given up by the boot loader alone, and reported"
            : throw new CliException(ExitCode.Failed, $"started {string.Join(", ", since)}");
    }

    /// <summary>Verifies an export of the log with the log's key; every offer and every end of one is in it.</summary>
    public async Task<string> AuditAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(_poll, stage.Time);
        for (int tries = 0; tries < 200 && await timer.WaitForNextTickAsync(stop); tries++)
        {
            (LogReport report, int offers, List<string> ends) = await ReadLogAsync(stop);
            if (report.Fault != ExportFault.None)
            {
                throw new CliException(ExitCode.Failed, $"does not verify: {report.Fault}");
            }

            // The end of an attempt is entered soon after the device was answered.
            if (ends.Count == offers)
            {
                return Words($"{report.Entries} entries verify with the log's key alone; {offers} offers, ")
                    + Words($"{ends.Count} ends, the last: {ends[^1]}");
            }
        }

        throw new CliException(ExitCode.Failed, "the log does not have the end of every offer");
    }

    private async Task<(LogReport Report, int Offers, List<string> Ends)> ReadLogAsync(CancellationToken stop)
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
        int offers = 0;
        List<string> ends = [];
        using MemoryStream log = new(export);
        LogReport report = LogVerifier.Verify(log, published.LogKey!, known: null, stored =>
        {
            offers += stored.Entry is IntentEntry { Action: "update.offer" } ? 1 : 0;
            if (stored.Entry is OutcomeEntry { Detail.Length: > 0 } outcome)
            {
                ends.Add(outcome.Detail);
            }
        });
        return (report, offers, ends);
    }

    private void CutAt(DemoBoard board, long first)
    {
        _asked.Enqueue(first);
        if (first >= ImageLength / 4096 / 2)
        {
            board.Cut();
            throw new OperationCanceledException("the power is gone");
        }
    }

    private DemoFirmware Build(string version, ulong sequence, ImageBehaviour behaviour)
    {
        byte[] filling = RandomNumberGenerator.GetBytes(ImageLength - SimulatedImage.HeadLength);
        return DemoFirmware.Make(
            Path.Combine(stage.MakerDirectory, $"board-{version}.bin"),
            version,
            sequence,
            new SimulatedImage(version, behaviour).ToBytes(filling));
    }

    private async Task OfferAsync(string deployment, string path, int[] boards, CancellationToken stop)
    {
        UpdateOffered offered = await stage.Api.SendAsync<UpdateOffered>(
            HttpMethod.Post,
            "api/v1/updates",
            new OfferUpdateRequest(deployment, _next, [.. boards.Select(b => _boards[b].Id)], Paths: [path]),
            stop);
        if (offered.Devices.Any(device => device.Outcome != OfferOutcome.Offered))
        {
            throw new CliException(
                ExitCode.Failed, string.Join(", ", offered.Devices.Select(d => $"{d.Device}: {d.Outcome}")));
        }
    }

    private Task<UpdateView> EndAsync(string deployment, int board, CancellationToken stop) =>
        ViewAsync(deployment, board, view => view.State == OfferState.Ended, stop);

    private async Task<UpdateView> ViewAsync(
        string deployment, int board, Func<UpdateView, bool> until, CancellationToken stop)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        using PeriodicTimer timer = new(_poll, stage.Time);
        UpdateView? last = null;
        try
        {
            while (await timer.WaitForNextTickAsync(patience.Token))
            {
                UpdatePage page = await stage.Api.GetAsync<UpdatePage>(
                    $"api/v1/updates?deployment={deployment}&device={_boards[board].Id}", patience.Token);
                last = page.Items.SingleOrDefault() ?? last;
                if (last is not null && until(last))
                {
                    return last;
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Said below.
        }

        throw new CliException(
            ExitCode.Failed,
            $"{_boards[board].Name} stays at {last?.DeviceState ?? "nothing"} {last?.Reason}".TrimEnd());
    }

    private static void Require(UpdateView view, string state)
    {
        if (view.DeviceState != state)
        {
            throw new CliException(ExitCode.Failed, $"{view.Device}: {view.DeviceState} {view.Reason}".TrimEnd());
        }
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
