using Garita.Firmware.Manifests.Commands;

namespace Garita.Firmware.Manifests;

/// <summary>What a manifest says, read in full within <see cref="ManifestLimits"/>.</summary>
public sealed record Manifest
{
    /// <summary>The only version of the format.</summary>
    public const int Version = 1;

    /// <summary>Rises with every manifest for a class of devices; a lower one than the device has is refused.</summary>
    public required ulong SequenceNumber { get; init; }

    /// <summary>What it is about, in order; commands name components by their index.</summary>
    public required IReadOnlyList<ComponentId> Components { get; init; }

    /// <summary>What goes before every other sequence; null where there is none.</summary>
    public CommandSequence? Shared { get; init; }

    /// <summary>Where the full manifest can be found; nothing here goes there.</summary>
    public string? ReferenceUri { get; init; }

    /// <summary>The sequences that are there, in the manifest or severed and at hand.</summary>
    public required IReadOnlyDictionary<ManifestSection, CommandSequence> Sequences { get; init; }

    /// <summary>The texts, one for each language.</summary>
    public IReadOnlyList<ManifestText> Texts { get; init; } = [];

    /// <summary>Sections of which the manifest has the digest alone and the envelope has nothing.</summary>
    public IReadOnlyList<ManifestSection> Removed { get; init; } = [];
}
