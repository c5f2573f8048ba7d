using System.Security.Cryptography;
using Garita.IndependentReader.Cbor;
using Garita.IndependentReader.Cose;

namespace Garita.IndependentReader.Suit;

/// <summary>
/// SUIT_Envelope_Tagged whose digest is that of its manifest. Who signed it is asked of <see cref="Signers"/>.
/// </summary>
/// <param name="Digest">The digest of the manifest.</param>
/// <param name="SignedContent">What each block signs: the content of the byte string that holds the digest.</param>
/// <param name="Blocks">The authentication blocks.</param>
/// <param name="Manifest">The manifest.</param>
/// <param name="Payloads">Integrated payloads by name.</param>
public sealed record SuitEnvelope(
    SuitDigest Digest,
    byte[] SignedContent,
    IReadOnlyList<CoseSign1> Blocks,
    SuitManifest Manifest,
    IReadOnlyDictionary<string, byte[]> Payloads)
{
    private const ulong Tag = 107;
    private const ulong Mac0Tag = 17;
    private const ulong MacTag = 97;
    private const ulong SignTag = 98;
    private const long Authentication = 2;
    private const long ManifestKey = 3;

    private static readonly long[] s_known =
        [Authentication, ManifestKey, SuitManifest.PayloadFetch, SuitManifest.Install, SuitManifest.TextSection];

    public static SuitEnvelope Read(ReadOnlyMemory<byte> bytes)
    {
        CborItem envelope = CborDecoder.Decode(bytes).AsTagged(Tag);
        List<(CborItem Key, CborItem Value)> members = [.. envelope.AsMap()];
        if (members.Exists(m => m.Key.Kind != CborKind.Text && !s_known.Contains(m.Key.AsInteger())))
        {
            throw new UnreadableException("the envelope has a member that the draft does not know");
        }

        IReadOnlyList<CborItem> wrapper = envelope.Get(Authentication).AsEmbedded().AsArray();
        if (wrapper.Count == 0)
        {
            throw new UnreadableException("no digest");
        }

        var digest = SuitDigest.Read(wrapper[0].AsEmbedded());
        if (!digest.Matches(envelope.Get(ManifestKey).Encoded.Span))
        {
            throw new UnreadableException("the digest is not that of the manifest");
        }

        return new(
            digest,
            wrapper[0].AsBytes(),
            [.. wrapper.Skip(1).Where(IsSign1).Select(block => CoseSign1.Read(block.AsBytes()))],
            SuitManifest.Read(envelope.Get(ManifestKey).AsEmbedded(), envelope),
            members.Where(m => m.Key.Kind == CborKind.Text).ToDictionary(m => m.Key.AsText(), m => m.Value.AsBytes()));
    }

    /// <summary>How many of the keys have signed, each counted once.</summary>
    public int Signers(IEnumerable<ECDsa> keys) =>
        keys.Count(key => Blocks.Any(block => block.IsSignedBy(key, SignedContent)));

    // The draft allows COSE_Mac0, COSE_Mac and COSE_Sign beside; they are for somebody who shares another key.
    private static bool IsSign1(CborItem block)
    {
        CborItem inside = block.AsEmbedded();
        return inside.Kind == CborKind.Tag && inside.Argument is (CoseSign1.Tag or Mac0Tag or MacTag or SignTag)
            ? inside.Argument == CoseSign1.Tag
            : throw new UnreadableException("an authentication block that is none");
    }
}
