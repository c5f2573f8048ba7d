using Garita.Rollouts.Gates;

namespace Garita.Rollouts.Planning;

/// <summary>One device in one rollout, from its first offer on. Devices that wait for their turn have none.</summary>
/// <param name="Device">The device's id.</param>
public sealed record DeviceTry(string Device)
{
    /// <summary>The product type it had when it was first offered the release.</summary>
    public string? Type { get; init; }

    /// <summary>The time zone it had then.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The wave that it was offered the release in, from 0.</summary>
    public int Wave { get; init; }

    /// <summary>Where it stands.</summary>
    public DeviceStage Stage { get; init; }

    /// <summary>Offers made so far; the number that the last one carries.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts that ended by its own fault.</summary>
    public int Faults { get; init; }

    /// <summary>What it says of the release.</summary>
    public DeviceVerdict Verdict { get; init; }

    /// <summary>How the last attempt ended.</summary>
    public AttemptOutcome Outcome { get; init; }

    /// <summary>Whether it ever answered.</summary>
    public bool Started { get; init; }

    /// <summary>Whether it confirmed the release.</summary>
    public bool Confirmed { get; init; }

    /// <summary>Whether it activated the release and is not known to have gone back.</summary>
    public bool Holds { get; init; }

    /// <summary>When it was last offered something.</summary>
    public DateTimeOffset Offered { get; init; }

    /// <summary>When it activated the release; null if it did not.</summary>
    public DateTimeOffset? Activated { get; init; }

    /// <summary>When something is due without a word of it; null where nothing is.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>Which evidence it counts in: resuming after a stop begins a new one.</summary>
    public int EvidenceRound { get; init; }

    /// <summary>Whether it may turn bad at any moment: an offer is out and it is not judged.</summary>
    public bool IsUnjudged => Verdict == DeviceVerdict.None && IsOpen && Stage != DeviceStage.Waiting;

    /// <summary>Whether an offer of the release is out, or will be again.</summary>
    public bool IsOpen =>
        Stage is DeviceStage.Offered or DeviceStage.Started or DeviceStage.Activated or DeviceStage.Waiting;

    /// <summary>What it contributes to a gate.</summary>
    public Tally Contribution()
    {
        bool counts = Started && (Verdict != DeviceVerdict.None || IsOpen);
        bool pending = counts && Verdict == DeviceVerdict.None && Stage == DeviceStage.Activated;
        return counts
            ? new Tally(1, pending ? 1 : 0, Verdict == DeviceVerdict.Good ? 1 : 0, Verdict == DeviceVerdict.Bad ? 1 : 0)
            : default;
    }
}
