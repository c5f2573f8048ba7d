using Garita.Device.Update.Machine;
using Garita.Device.Update.Slots;
using Garita.Firmware;
using Garita.Firmware.Delivery;

namespace Garita.Device.Update.Journal;

/// <summary>All that an update remembers across a power cut, but for the envelope and the image.</summary>
public sealed record UpdateEntry
{
    /// <summary>The longest name of a deployment, in characters.</summary>
    public const int MaxDeploymentLength = 64;

    /// <summary>Marks kept: the newest and some before it.</summary>
    public const int MaxMarks = 8;

    /// <summary>Reports kept at most. Beyond, the oldest is dropped: the newest says more.</summary>
    public const int MaxReports = 8;

    /// <summary>Deployments whose last attempt is remembered; the oldest is forgotten first.</summary>
    public const int MaxConcluded = 16;

    /// <summary>A device that never heard of an update.</summary>
    public static UpdateEntry Empty { get; } = new();

    /// <summary>How far the update is.</summary>
    public UpdateStage Stage { get; init; }

    /// <summary>The server's name for what is under way; empty when nothing is.</summary>
    public string Deployment { get; init; } = string.Empty;

    /// <summary>Which attempt at it.</summary>
    public int Attempt { get; init; }

    /// <summary>The manifest that all of this is about.</summary>
    public Sha256Digest Manifest { get; init; }

    /// <summary>The slot that is written.</summary>
    public SlotName Target { get; init; }

    /// <summary>Index of the chunk that was written first.</summary>
    public long First { get; init; }

    /// <summary>Chunks that are durable, from <see cref="First"/> on, round the end of the image.</summary>
    public long Written { get; init; }

    /// <summary>Bytes of chunks taken for this attempt, those of lost work included.</summary>
    public long Taken { get; init; }

    /// <summary>Changes of stage and starts of the device in this attempt.</summary>
    public int Steps { get; init; }

    /// <summary>Why the new image was given up; null where it was not.</summary>
    public UpdateReason? GivenUp { get; init; }

    /// <summary>What to look at before the download goes on after a start.</summary>
    public IReadOnlyList<StoredMark> Marks { get; init; } = [];

    /// <summary>Reports that the server has not got, oldest first.</summary>
    public IReadOnlyList<UpdateReport> Reports { get; init; } = [];

    /// <summary>The newest attempts that ended, oldest first: none of them is begun again.</summary>
    public IReadOnlyList<ConcludedAttempt> Concluded { get; init; } = [];
}
