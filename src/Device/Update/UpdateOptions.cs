namespace Garita.Device.Update;

/// <summary>Every limit of the update engine.</summary>
public sealed record UpdateOptions
{
    /// <summary>
    /// Starts that a new image gets before the boot loader goes back; 1 to 255. Three: one may be lost to a person with
    /// the plug in the hand, one to a battery.
    /// </summary>
    public int TrialStarts { get; init; } = 3;

    /// <summary>
    /// Bytes written between two records of progress, at least one chunk's. 256 KiB: at 4 KiB chunks a power cut costs
    /// at most 64 of them, and 64 MB take 256 writes of the journal.
    /// </summary>
    public long ProgressBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// Bytes of chunks that one attempt may take, in multiples of the image. Three: a download that was lost twice is
    /// lost to something that a fourth will not mend.
    /// </summary>
    public int MaxTimesImage { get; init; } = 3;

    /// <summary>
    /// Starts of the device, changes of stage, and rounds over every path that brought nothing, in one attempt before
    /// activation. A good update has four; 64 leave a battery device sixty starts, and end a loop of starts within the
    /// hour.
    /// </summary>
    public int MaxSteps { get; init; } = 64;
}
