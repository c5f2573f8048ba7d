namespace Garita.Contracts.Api.Updates;

/// <summary>One attempt at one deployment on one device.</summary>
public sealed record UpdateView
{
    /// <summary>The device's id.</summary>
    public required string Device { get; init; }

    /// <summary>What the deployment is called.</summary>
    public required string Deployment { get; init; }

    /// <summary>Which attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The manifest digest of what is offered.</summary>
    public required string Release { get; init; }

    /// <summary>What people call that release; null where it has no version.</summary>
    public string? Version { get; init; }

    /// <summary>Whether the server still wants it.</summary>
    public required OfferState State { get; init; }

    /// <summary>By which ways, the preferred one first.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Whether the device must ask once more before it activates.</summary>
    public required bool Ask { get; init; }

    /// <summary>Who offered it.</summary>
    public required string OfferedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Offered { get; init; }

    /// <summary>
    /// What the device said last, such as <c>downloading</c> or <c>rolled-back</c>; null while it said nothing.
    /// </summary>
    public string? DeviceState { get; init; }

    /// <summary>Why, such as <c>not-signed</c>; null where it gave no reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Chunks that the device has.</summary>
    public long? ChunksDone { get; init; }

    /// <summary>Chunks of the image.</summary>
    public long? ChunksTotal { get; init; }

    /// <summary>The manifest digest of what the device runs, as it says.</summary>
    public string? Running { get; init; }

    /// <summary>When the device last said something of this.</summary>
    public DateTimeOffset? Reported { get; init; }

    /// <summary>
    /// The offer stands, the device was connected since then, and after ten minutes it has said nothing of it: the
    /// offer does not reach it, or its program takes none. Null otherwise.
    /// </summary>
    public DateTimeOffset? NotTakenSince { get; init; }
}
