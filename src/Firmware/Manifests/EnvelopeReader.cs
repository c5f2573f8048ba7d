using Garita.Firmware.Cbor;

namespace Garita.Firmware.Manifests;

/// <summary>Reads the outermost structure of an envelope.</summary>
/// <remarks>
/// <code>
/// 107({ 2: bstr, holding [ bstr, holding a digest, * bstr, holding a signature block ]
///       3: bstr, holding the manifest
///       ? 16: bstr, ? 20: bstr, ? 23: bstr, * tstr "#...": bstr })
/// </code>
/// </remarks>
internal static class EnvelopeReader
{
    public static ManifestRefusal TryRead(ReadOnlySpan<byte> bytes, ManifestLimits limits, out Envelope? envelope)
    {
        envelope = null;
        if (bytes.Length > limits.MaxEnvelopeLength)
        {
            return ManifestRefusal.TooLarge;
        }

        byte[] copy = bytes.ToArray();
        StrictCborReader whole = new(copy);
        if (!whole.TrySkip(out _) || !whole.AtEnd)
        {
            return ManifestRefusal.Malformed;
        }

        StrictCborReader reader = new(copy);
        if (!reader.TryReadTag(out ulong tag) || tag != Envelope.Tag)
        {
            return ManifestRefusal.NotAnEnvelope;
        }

        ManifestRefusal refusal = TryReadMembers(ref reader, limits, out EnvelopeParts? parts);
        envelope = refusal == ManifestRefusal.None ? new Envelope(copy, parts!) : null;
        return refusal;
    }

    private static ManifestRefusal TryReadMembers(
        ref StrictCborReader reader, ManifestLimits limits, out EnvelopeParts? parts)
    {
        parts = null;
        ReadOnlySpan<byte> previous = default;
        if (!reader.TryReadMap(out int count)
            || count < 2
            || !TryReadMember(ref reader, ref previous, EnvelopeWriter.AuthenticationKey, out var authentication)
            || !TryReadMember(ref reader, ref previous, EnvelopeWriter.ManifestKey, out var manifest))
        {
            return ManifestRefusal.Malformed;
        }

        ManifestRefusal refusal = TryReadAuthentication(
            authentication, limits, out Sha256Digest digest, out List<ReadOnlyMemory<byte>> blocks);
        Dictionary<ManifestSection, ReadOnlyMemory<byte>> sections = [];
        Dictionary<string, ReadOnlyMemory<byte>> payloads = [];
        for (int i = 2; refusal == ManifestRefusal.None && i < count; i++)
        {
            refusal = TryReadOther(ref reader, ref previous, sections, payloads);
        }

        parts = new EnvelopeParts(digest, manifest.ToArray())
        {
            Signatures = blocks,
            Sections = sections,
            IntegratedPayloads = payloads,
        };
        return refusal;
    }

    private static bool TryReadMember(
        ref StrictCborReader reader,
        scoped ref ReadOnlySpan<byte> previous,
        int wanted,
        out ReadOnlySpan<byte> content)
    {
        content = default;
        return reader.TryReadIntegerKey(ref previous, out long key)
            && key == wanted
            && reader.TryReadBytes(out content);
    }

    private static ManifestRefusal TryReadOther(
        ref StrictCborReader reader,
        scoped ref ReadOnlySpan<byte> previous,
        Dictionary<ManifestSection, ReadOnlyMemory<byte>> sections,
        Dictionary<string, ReadOnlyMemory<byte>> payloads)
    {
        if (!reader.TryReadKey(ref previous, out ReadOnlySpan<byte> encodedKey)
            || !reader.TryReadBytes(out ReadOnlySpan<byte> content))
        {
            return ManifestRefusal.Malformed;
        }

        StrictCborReader key = new(encodedKey);
        if (key.TryReadText(out string uri) && uri.StartsWith('#'))
        {
            payloads.Add(uri, content.ToArray());
            return ManifestRefusal.None;
        }

        if (!key.TryReadInt32(out int number)
            || (ManifestSection)number
                is not (ManifestSection.PayloadFetch or ManifestSection.Install or ManifestSection.Text))
        {
            return ManifestRefusal.UnsupportedMember;
        }

        sections.Add((ManifestSection)number, content.ToArray());
        return ManifestRefusal.None;
    }

    private static ManifestRefusal TryReadAuthentication(
        ReadOnlySpan<byte> encoded,
        ManifestLimits limits,
        out Sha256Digest digest,
        out List<ReadOnlyMemory<byte>> blocks)
    {
        digest = default;
        blocks = [];
        StrictCborReader reader = new(encoded);
        if (!reader.TryReadArray(out int count) || count < 1 || !reader.TryReadBytes(out ReadOnlySpan<byte> first))
        {
            return ManifestRefusal.Malformed;
        }

        if (count - 1 > limits.MaxSignatures)
        {
            return ManifestRefusal.TooManySignatures;
        }

        ManifestRefusal refusal = DigestReader.TryRead(first, out digest);
        for (int i = 1; i < count; i++)
        {
            if (!reader.TryReadBytes(out ReadOnlySpan<byte> block))
            {
                return ManifestRefusal.Malformed;
            }

            blocks.Add(block.ToArray());
        }

        return refusal == ManifestRefusal.None && !reader.AtEnd ? ManifestRefusal.Malformed : refusal;
    }
}
