using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests.Commands;

namespace Garita.Firmware.Manifests;

/// <summary>The one image that a release of this program's making is about.</summary>
public sealed record ImageDescription
{
    /// <summary>Where it goes.</summary>
    public required ComponentId Component { get; init; }

    /// <summary>Whose devices it is for.</summary>
    public required Guid Vendor { get; init; }

    /// <summary>Which of their devices it is for.</summary>
    public required Guid Class { get; init; }

    /// <summary>SHA-256 of the image as it runs, never of anything encrypted.</summary>
    public required Sha256Digest Digest { get; init; }

    /// <summary>Bytes of the image as it runs, at least one.</summary>
    public required long Size { get; init; }

    /// <summary>How what is delivered is cut.</summary>
    public required ChunkLayout Chunks { get; init; }

    /// <summary>What is delivered: the image itself, or what the image is made from.</summary>
    public required DeliveredPayload Payload { get; init; }

    /// <summary>The security epoch.</summary>
    public required uint Epoch { get; init; }

    /// <summary>The version as people write it; null where the texts were severed or there is none.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// Takes the image out of the shared sequence: a straight one, about one component, with vendor and class asked
    /// for and the five parameters set once and nowhere else. Null for any other manifest.
    /// </summary>
    internal static ImageDescription? Of(Manifest manifest)
    {
        if (manifest.Components.Count != 1
            || manifest.Sequences.Values.Any(SetsIdentity)
            || Parameters(manifest.Shared) is not { } set
            || set is not { Vendor: { } vendor, Class: { } imageClass, ImageDigest: { } digest, ImageSize: > 0 }
            || set.FetchArguments is not { } encoded
            || !FetchArguments.TryParse(encoded.Span, out FetchArguments? fetch))
        {
            return null;
        }

        long size = set.ImageSize.Value;
        DeliveredPayload payload = fetch.Payload ?? new DeliveredPayload(PayloadKind.Image, size, digest);

        // Counter mode keeps the length: one that differs says that digest and tree are of something else.
        if (!fetch.Chunks.Covers(payload.Length) || payload.Length != size)
        {
            return null;
        }

        return new ImageDescription
        {
            Component = manifest.Components[0],
            Vendor = vendor,
            Class = imageClass,
            Digest = digest,
            Size = size,
            Chunks = fetch.Chunks,
            Payload = payload,
            Epoch = fetch.Epoch,
            Version = VersionIn(manifest),
        };
    }

    private static ParameterSet? Parameters(CommandSequence? shared) =>
        shared?.Commands is [
            { Code: CommandCode.OverrideParameters } set,
            { Code: CommandCode.VendorIdentifier },
            { Code: CommandCode.ClassIdentifier },
        ] ? set.Parameters : null;

    // Whatever another sequence said of these would hold there in place of what is described here.
    private static bool SetsIdentity(CommandSequence sequence) => sequence.Commands.Any(c =>
        (c.Parameters is not null && NotIdentity(c.Parameters) != c.Parameters)
        || c.Sequences?.Any(SetsIdentity) == true);

    private static ParameterSet NotIdentity(ParameterSet set) => set with
    {
        Vendor = null,
        Class = null,
        Device = null,
        ImageDigest = null,
        ImageSize = null,
        FetchArguments = null,
    };

    private static string? VersionIn(Manifest manifest) => manifest.Texts
        .Select(t => t.Components.GetValueOrDefault(manifest.Components[0])?.Version)
        .FirstOrDefault(v => v is not null);
}
