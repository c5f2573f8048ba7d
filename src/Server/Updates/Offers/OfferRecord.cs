using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Firmware;
using Garita.Firmware.Delivery;

namespace Garita.Server.Updates.Offers;

/// <summary>One attempt at one deployment on one device, as the database has it.</summary>
internal sealed record OfferRecord
{
    /// <summary>Counts up in order of offering.</summary>
    public required long Id { get; init; }

    /// <summary>Counts up over the offers of one device, whatever happens to this database.</summary>
    public required long Counter { get; init; }

    public required Identity Device { get; init; }

    public required string Deployment { get; init; }

    public required int Attempt { get; init; }

    public required Sha256Digest Manifest { get; init; }

    /// <summary>What the server wants.</summary>
    public required OfferState State { get; init; }

    public required IReadOnlyList<DeliveryPath> Paths { get; init; }

    public required bool Ask { get; init; }

    public byte[]? KeyOffer { get; init; }

    /// <summary>The audit log's operation that announced it.</summary>
    public required Guid Operation { get; init; }

    public required string OfferedBy { get; init; }

    public required DateTimeOffset Offered { get; init; }

    /// <summary>Counts up over all offers with each change of what a device said; 0 while it said nothing.</summary>
    public long Change { get; init; }

    /// <summary>What the device said last; null while it said nothing.</summary>
    public UpdateState? DeviceState { get; init; }

    public UpdateReason? Reason { get; init; }

    public long? ChunksDone { get; init; }

    public long? ChunksTotal { get; init; }

    /// <summary>What the device runs, as it says.</summary>
    public Sha256Digest? Running { get; init; }

    public DateTimeOffset? Reported { get; init; }

    /// <summary>Since when its device could have taken it up and did not; null where that is not known.</summary>
    public DateTimeOffset? NotTakenSince { get; init; }

    /// <summary>The final status as the device signed it; null where it did not.</summary>
    public byte[]? Report { get; init; }

    /// <summary>The fingerprint of the certificate whose key signed it.</summary>
    public string? Signer { get; init; }

    /// <summary>What people call the release.</summary>
    public string? Version { get; init; }
}
