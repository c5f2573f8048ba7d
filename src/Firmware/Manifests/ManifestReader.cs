using Garita.Firmware.Cbor;
using Garita.Firmware.Manifests.Commands;

namespace Garita.Firmware.Manifests;

/// <summary>Reads a manifest whose signatures were checked, with the severed sections that are at hand.</summary>
/// <remarks>
/// <code>
/// { 1: 1, 2: uint, 3: bstr &lt;&lt;common&gt;&gt;, ? 4: tstr, ? 7: bstr, ? 8: bstr, ? 9: bstr,
///   ? 16: bstr / digest, ? 20: bstr / digest, ? 23: bstr / digest }
/// </code>
/// </remarks>
internal sealed class ManifestReader
{
    private const long VersionKey = 1;
    private const long SequenceNumberKey = 2;
    private const long CommonKey = 3;
    private const long ReferenceUriKey = 4;

    private readonly Envelope _envelope;
    private readonly ManifestLimits _limits;
    private readonly Dictionary<ManifestSection, CommandSequence> _sequences = [];
    private readonly List<ManifestSection> _removed = [];
    private readonly HashSet<ManifestSection> _severed = [];
    private ulong _sequenceNumber;
    private SharedPart _sharedPart = SharedPart.Empty;
    private SequenceReader _commands;
    private string? _referenceUri;
    private IReadOnlyList<ManifestText> _texts = [];

    private ManifestReader(Envelope envelope, ManifestLimits limits)
    {
        _envelope = envelope;
        _limits = limits;
        _commands = new SequenceReader(limits, components: 0);
    }

    public static ManifestRefusal TryRead(Envelope envelope, ManifestLimits limits, out Manifest? manifest)
    {
        ManifestReader reader = new(envelope, limits);
        ManifestRefusal refusal = reader.TryReadMembers();
        manifest = refusal != ManifestRefusal.None ? null : new Manifest
        {
            SequenceNumber = reader._sequenceNumber,
            Components = reader._sharedPart.Components,
            Shared = reader._sharedPart.Shared,
            ReferenceUri = reader._referenceUri,
            Sequences = reader._sequences,
            Texts = reader._texts,
            Removed = reader._removed,
        };
        return refusal;
    }

    private ManifestRefusal TryReadMembers()
    {
        StrictCborReader reader = new(_envelope.ManifestBytes.Span);
        ReadOnlySpan<byte> previous = default;
        if (!reader.TryReadMap(out int count)
            || count < 3
            || !reader.TryReadIntegerKey(ref previous, out long versionKey)
            || versionKey != VersionKey
            || !reader.TryReadUnsigned(out ulong version))
        {
            return ManifestRefusal.Malformed;
        }

        if (version != Manifest.Version)
        {
            return ManifestRefusal.UnsupportedVersion;
        }

        if (!reader.TryReadIntegerKey(ref previous, out long numberKey)
            || numberKey != SequenceNumberKey
            || !reader.TryReadUnsigned(out _sequenceNumber)
            || !reader.TryReadIntegerKey(ref previous, out long commonKey)
            || commonKey != CommonKey
            || !reader.TryReadBytes(out ReadOnlySpan<byte> common))
        {
            return ManifestRefusal.Malformed;
        }

        if (_sequenceNumber > _limits.MaxSequenceNumber)
        {
            return ManifestRefusal.LimitExceeded;
        }

        ManifestRefusal refusal = SharedPart.TryRead(common, _limits, out _sharedPart, out _commands);
        for (int i = 3; refusal == ManifestRefusal.None && i < count; i++)
        {
            refusal = reader.TryReadIntegerKey(ref previous, out long key)
                ? TryReadMember(ref reader, key)
                : ManifestRefusal.Malformed;
        }

        return refusal != ManifestRefusal.None ? refusal
            : !reader.AtEnd ? ManifestRefusal.Malformed
            : _envelope.Sections.Keys.All(_severed.Contains) ? ManifestRefusal.None
            : ManifestRefusal.SectionNotSevered;
    }

    private ManifestRefusal TryReadMember(ref StrictCborReader reader, long key)
    {
        if (key == ReferenceUriKey)
        {
            return !reader.TryReadText(out _referenceUri) ? ManifestRefusal.Malformed
                : _referenceUri.Length > _limits.MaxUriLength ? ManifestRefusal.LimitExceeded
                : ManifestRefusal.None;
        }

        ManifestSection section = (ManifestSection)key;
        if (key is < 0 or > int.MaxValue || !Enum.IsDefined(section))
        {
            return ManifestRefusal.UnsupportedMember;
        }

        bool severable = section
            is ManifestSection.PayloadFetch or ManifestSection.Install or ManifestSection.Text;
        if (severable && reader.Next == CborKind.Array)
        {
            ManifestRefusal refusal = DigestReader.TryRead(ref reader, out Sha256Digest digest);
            return refusal == ManifestRefusal.None ? TryReadSevered(section, digest) : refusal;
        }

        return reader.TryReadBytes(out ReadOnlySpan<byte> content)
            ? TryReadSection(section, content)
            : ManifestRefusal.Malformed;
    }

    private ManifestRefusal TryReadSevered(ManifestSection section, Sha256Digest digest)
    {
        _severed.Add(section);
        if (!_envelope.Sections.TryGetValue(section, out ReadOnlyMemory<byte> content))
        {
            _removed.Add(section);
            return ManifestRefusal.None;
        }

        return EnvelopeWriter.DigestOf(content.Span) == digest
            ? TryReadSection(section, content.Span)
            : ManifestRefusal.SectionMismatch;
    }

    private ManifestRefusal TryReadSection(ManifestSection section, ReadOnlySpan<byte> content)
    {
        if (section == ManifestSection.Text)
        {
            return TextReader.TryRead(content, _limits, out _texts);
        }

        ManifestRefusal refusal = _commands.TryRead(content, section, out CommandSequence? sequence);
        if (refusal == ManifestRefusal.None)
        {
            _sequences.Add(section, sequence!);
        }

        return refusal;
    }
}
