namespace Garita.Firmware.Manifests;

/// <summary>Every limit on what a manifest may ask of its reader.</summary>
public sealed record ManifestLimits
{
    /// <summary>The limits that hold where nothing else is said.</summary>
    public static ManifestLimits Default { get; } = new();

    /// <summary>Bytes of an envelope. A signed image takes under 450; texts and payloads inside need room.</summary>
    public int MaxEnvelopeLength { get; init; } = 64 * 1024;

    /// <summary>
    /// The highest sequence number: what a signed 64-bit column holds, and half of what the format could say.
    /// </summary>
    public ulong MaxSequenceNumber { get; init; } = long.MaxValue;

    /// <summary>Signatures on one manifest: as many as a <see cref="ReleaseKeys"/> has keys.</summary>
    public int MaxSignatures { get; init; } = ReleaseKeys.MaxKeys;

    /// <summary>Components of one manifest. A device with more processors than this is none of ours.</summary>
    public int MaxComponents { get; init; } = 16;

    /// <summary>Parts of one component's name.</summary>
    public int MaxComponentParts { get; init; } = 8;

    /// <summary>Commands of all sequences together. The largest example of the draft has sixteen.</summary>
    public int MaxCommands { get; init; } = 256;

    /// <summary>Sequences inside sequences. The recipes need two; each level costs stack on a device.</summary>
    public int MaxNesting { get; init; } = 4;

    /// <summary>Alternatives of one try-each: one a slot, and some.</summary>
    public int MaxAlternatives { get; init; } = 8;

    /// <summary>Bytes of a URI, as UTF-8.</summary>
    public int MaxUriLength { get; init; } = 1024;

    /// <summary>Languages of the text section.</summary>
    public int MaxLanguages { get; init; } = 16;

    /// <summary>
    /// Commands carried out in one procedure, counted once for each component they apply to: what bounds the time.
    /// </summary>
    public int MaxSteps { get; init; } = 4096;
}
