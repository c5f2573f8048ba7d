namespace Garita.Server.Updates;

/// <summary>Limits of offering and delivering updates.</summary>
public sealed record UpdateOptions
{
    /// <summary>Chunk requests of one device that wait for a reply: enough to hide a round trip.</summary>
    public int MaxRequestsPerDevice { get; init; } = 4;

    /// <summary>
    /// Bytes of chunks in one reply: the largest packet the broker takes has twice that, and half a second of a slow
    /// link is all that a command waits behind it. At least the largest chunk.
    /// </summary>
    public int MaxReplyBytes { get; init; } = 128 * 1024;

    /// <summary>
    /// Bytes that may wait to be written to a device when a reply is added: two replies keep a link busy, and what else
    /// the device is sent does not queue behind more.
    /// </summary>
    public int MaxUnsentBytes { get; init; } = 128 * 1024;

    /// <summary>How long to look away from a device that has that much unwritten. 20 ms: 6 MB/s at least.</summary>
    public TimeSpan BusyPause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How often the whole of an image is sent to one device for one offer, over MQTT and HTTPS together: a download
    /// that is resumed takes it once, a device that downloads again and again is stopped.
    /// </summary>
    public int MaxDeliveries { get; init; } = 8;

    /// <summary>What one offer may take in any case, in bytes: small images are fetched in small pieces.</summary>
    public long MinDeliveredBytes { get; init; } = 4L * 1024 * 1024;

    /// <summary>
    /// Image blocks kept in memory for all devices together, in bytes: devices that download at one time read the disk
    /// once.
    /// </summary>
    public long MaxBlockBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>
    /// Leaf lists kept in memory, in bytes, at 96 a chunk: one image of 4 GiB in chunks of 4 KiB, or many smaller ones.
    /// An image that needs more alone is not delivered.
    /// </summary>
    public long MaxLeafBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>Chunk bytes a second that carousels send, all together: 1 MiB, a twelfth of a fast network.</summary>
    public int CarouselBytesPerSecond { get; init; } = 1024 * 1024;

    /// <summary>How often carousels send. 100 ms: a few chunks each time.</summary>
    public TimeSpan CarouselTick { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Downloads at once of one device over HTTPS: one, and the one that it is about to give up.</summary>
    public int MaxDownloadsPerDevice { get; init; } = 2;

    /// <summary>Downloads at once over HTTPS: each holds a block of 128 KiB, and a socket.</summary>
    public int MaxDownloads { get; init; } = 2000;

    /// <summary>
    /// How long a device may be offered something, be seen, and say nothing of it before it is shown. Ten minutes: a
    /// device answers an offer at once, or after its connection came back a few times.
    /// </summary>
    public TimeSpan NotTakenAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Log lines a minute about statuses and requests that are refused, over all devices.</summary>
    public int RefusalLinesPerMinute { get; init; } = 20;

    /// <summary>How long the audit log is left alone after a fault before outcomes are entered again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> where one is out of its range.</summary>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestsPerDevice, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReplyBytes, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxReplyBytes, 128 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnsentBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDeliveries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CarouselBytesPerSecond, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDownloadsPerDevice, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(NotTakenAfter, TimeSpan.Zero);
    }
}
