using Garita.IndependentReader.Cbor;

namespace Garita.IndependentReader.Suit;

/// <summary>SUIT_Manifest. A section that was severed and is not in the envelope is null.</summary>
public sealed record SuitManifest(
    ulong SequenceNumber,
    string? ReferenceUri,
    IReadOnlyList<byte[][]> Components,
    IReadOnlyDictionary<long, SuitSequence?> Sequences,
    CborItem? Text)
{
    public const long Shared = 4;
    public const long Validate = 7;
    public const long Load = 8;
    public const long Invoke = 9;
    public const long PayloadFetch = 16;
    public const long Install = 20;
    public const long TextSection = 23;

    private const long Version = 1;
    private const long Sequence = 2;
    private const long Common = 3;
    private const long Reference = 4;
    private const long ComponentList = 2;

    private static readonly long[] s_known =
        [Version, Sequence, Common, Reference, Validate, Load, Invoke, PayloadFetch, Install, TextSection];

    /// <summary>Reads the manifest; <paramref name="envelope"/> holds what was severed.</summary>
    public static SuitManifest Read(CborItem manifest, CborItem envelope)
    {
        if (manifest.AsMap().Select(e => e.Key.AsInteger()).Except(s_known).Any())
        {
            throw new UnreadableException("the manifest has a member that the draft does not know");
        }

        if (manifest.Get(Version).AsUnsigned() != 1)
        {
            throw new UnreadableException("not version 1");
        }

        CborItem common = manifest.Get(Common).AsEmbedded();
        Dictionary<long, SuitSequence?> sequences = [];
        Add(sequences, Shared, common.Find(Shared)?.AsEmbedded());
        foreach (long section in new[] { Validate, Load, Invoke, PayloadFetch, Install })
        {
            Add(sequences, section, Section(manifest, envelope, section));
        }

        return new(
            manifest.Get(Sequence).AsUnsigned(),
            manifest.Find(Reference)?.AsText(),
            [.. (common.Find(ComponentList)?.AsArray() ?? [])
                .Select(component => component.AsArray().Select(part => part.AsBytes()).ToArray())],
            sequences,
            Section(manifest, envelope, TextSection));
    }

    /// <summary>Every value of a parameter in the sections named, in their order.</summary>
    public IEnumerable<CborItem> ValuesOf(long parameter, params long[] sections) => sections
        .Select(section => Sequences.GetValueOrDefault(section)).OfType<SuitSequence>()
        .SelectMany(sequence => sequence.ValuesOf(parameter));

    private static void Add(Dictionary<long, SuitSequence?> sequences, long section, CborItem? item) =>
        sequences[section] = item is null ? null : SuitSequence.Read(item);

    // A severable section is a byte string here, or a digest here of the byte string in the envelope.
    private static CborItem? Section(CborItem manifest, CborItem envelope, long key)
    {
        CborItem? inside = manifest.Find(key);
        bool isSeverable = key is PayloadFetch or Install or TextSection;
        CborItem? outside = isSeverable ? envelope.Find(key) : null;
        if (inside?.Kind != CborKind.Array)
        {
            return outside is null
                ? inside?.AsEmbedded()
                : throw new UnreadableException($"section {key} in the envelope has no digest in the manifest");
        }

        if (!isSeverable)
        {
            throw new UnreadableException($"section {key} cannot be severed");
        }

        if (outside is not null && !SuitDigest.Read(inside).Matches(outside.Encoded.Span))
        {
            throw new UnreadableException($"section {key} is not the one that was signed");
        }

        return outside?.AsEmbedded();
    }
}
