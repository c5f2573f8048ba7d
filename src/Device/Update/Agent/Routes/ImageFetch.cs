using Garita.Device.Update.Machine;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Agent.Routes;

/// <summary>What is being fetched, by whichever way, and for whom.</summary>
internal sealed class ImageFetch(
    UpdateMachine machine, ImageDescription image, UpdateLine line, UpdateAgentOptions options, TimeProvider clock)
{
    /// <summary>Whether anything was taken in this round.</summary>
    public bool HasProgress { get; private set; }

    /// <summary>Told after each batch that was taken.</summary>
    public Func<CancellationToken, Task> Taken { get; init; } = _ => Task.CompletedTask;

    public UpdateLine Line => line;

    public UpdateAgentOptions Options => options;

    public ImageDescription Image => image;

    /// <summary>What is missing; null when the machine needs no more.</summary>
    public DownloadProgress? Progress => machine.Progress;

    /// <summary>Chunks that make a batch, one at least.</summary>
    public int ChunksAtOnce =>
        Math.Clamp(options.BatchBytes / image.Chunks.ChunkSize, 1, ChunkVerifier.MaxChunksAtOnce);

    /// <summary>Chunks of the carousel that are followed at once, two at least.</summary>
    public int CarouselWindow =>
        Math.Clamp(options.CarouselBytes / image.Chunks.ChunkSize, 2, Math.Max(2, options.CarouselWindow));

    /// <summary>Chunks from the next one on, up to a batch and to the end of the image.</summary>
    public int NextCount(DownloadProgress progress) =>
        (int)Math.Min(ChunksAtOnce, Math.Min(progress.Missing, progress.Total - progress.Next));

    /// <summary>A limit on one wait.</summary>
    public Deadline Limit(TimeSpan time, CancellationToken cancellationToken) => new(time, clock, cancellationToken);

    /// <summary>Gives chunks to the machine.</summary>
    public TakeVerdict Take(ChunkPacket packet, VerifiedLeafList? leaves = null)
    {
        TakeVerdict verdict = machine.Take(packet, leaves);
        HasProgress |= verdict == TakeVerdict.Taken;
        return verdict;
    }
}
