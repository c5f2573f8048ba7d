using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;

namespace Garita.Firmware.Building;

/// <summary>What a release of one image says.</summary>
public sealed record SingleImage
{
    /// <summary>Rises with every release for a class, a way back included.</summary>
    public required ulong SequenceNumber { get; init; }

    /// <summary>Whose devices it is for.</summary>
    public required Guid Vendor { get; init; }

    /// <summary>Which of their devices it is for.</summary>
    public required Guid Class { get; init; }

    /// <summary>SHA-256 of the image as it runs.</summary>
    public required Sha256Digest Digest { get; init; }

    /// <summary>Bytes of the image as it runs, at least one.</summary>
    public required long Size { get; init; }

    /// <summary>How what is delivered is cut.</summary>
    public required ChunkLayout Chunks { get; init; }

    /// <summary>The security epoch.</summary>
    public required uint Epoch { get; init; }

    /// <summary>The version as people write it.</summary>
    public required string Version { get; init; }

    /// <summary>What is delivered where that is not the image; null where it is.</summary>
    public DeliveredPayload? Payload { get; init; }

    /// <summary>
    /// Where the payload comes from. A relative reference is what whoever hands out the manifest serves beside it,
    /// which keeps a signed release free of host names.
    /// </summary>
    public string Uri { get; init; } = "image";

    /// <summary>Where it goes.</summary>
    public ComponentId Component { get; init; } = ComponentId.Main;

    /// <summary>What the update changes, for people; null to say nothing.</summary>
    public string? UpdateDescription { get; init; }

    /// <summary>
    /// Whether the install sequence and the texts stand beside the manifest, from where a device can drop them once
    /// installed, at 36 bytes each for their digests.
    /// </summary>
    public bool Severable { get; init; }
}
