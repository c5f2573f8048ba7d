using Garita.Firmware;
using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;

namespace Garita.Device.Trust;

/// <summary>What a device goes by when it is offered a release. Nothing in it ever goes back.</summary>
public sealed record TrustState
{
    /// <summary>Rises by one with every change.</summary>
    public required ulong Revision { get; init; }

    /// <summary>The newest trust document.</summary>
    public required VerifiedTrustDocument Document { get; init; }

    /// <summary>The lowest security epoch the device will run: that of the highest image it ever confirmed.</summary>
    public required uint EpochFloor { get; init; }

    /// <summary>The lowest sequence number it will install: that of the last manifest it confirmed.</summary>
    public required ulong SequenceFloor { get; init; }

    /// <summary>
    /// The counter of the newest assignment that it acted on; 0 where it acted on none. No older one is taken.
    /// </summary>
    public long AssignmentFloor { get; init; }

    /// <summary>The manifest with that number; null where none was confirmed since the device was made.</summary>
    public Sha256Digest? ConfirmedManifest { get; init; }

    /// <summary>The images confirmed last, oldest first: as many as there are slots.</summary>
    public IReadOnlyList<ConfirmedImage> Confirmed { get; init; } = [];

    /// <summary>The newest checkpoint of each log.</summary>
    public IReadOnlyList<SeenCheckpoint> Checkpoints { get; init; } = [];

    /// <summary>Whose signatures make a release now.</summary>
    public ReleaseKeys ReleaseKeys =>
        ReleaseKeys.TryCreate(Document.Content.Release.Keys, Document.Content.Release.Threshold)!;

    /// <summary>The newest checkpoint of a log; null where none was seen.</summary>
    public SeenCheckpoint? Seen(string origin) => Checkpoints.FirstOrDefault(c => c.Origin == origin);
}
