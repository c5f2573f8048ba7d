using Garita.Firmware.Cbor;
using Garita.Firmware.Cose;
using Garita.Pki.Keys;

namespace Garita.Firmware.Manifests;

/// <summary>Counts the release keys that signed an envelope.</summary>
internal static class SignatureCheck
{
    // RFC 9052 2.
    private const ulong Mac0Tag = 17;
    private const ulong MacTag = 97;
    private const ulong SignTag = 98;

    /// <summary>
    /// Judges every block. One that this program cannot check does not count and does no harm, so that a manifest may
    /// carry a signature of another kind beside; one that nobody honest writes is refused with everything.
    /// </summary>
    public static ManifestRefusal Check(Envelope envelope, ReleaseKeys keys, out IReadOnlyList<PublicKeyHash> signers)
    {
        byte[] payload = EnvelopeWriter.Digest(envelope.ManifestDigest);
        List<PublicKeyHash> counted = [];
        signers = counted;
        int checkable = 0;
        foreach (ReadOnlyMemory<byte> block in envelope.Signatures)
        {
            CoseRefusal refusal = CoseSign1.TryParse(block.Span, out CoseSign1? sign1);
            if (refusal == CoseRefusal.NotSign1 && !IsOtherKind(block.Span))
            {
                return ManifestRefusal.SignatureMalformed;
            }

            if (Condemns(refusal) is { } condemned)
            {
                return condemned;
            }

            if (sign1 is null)
            {
                continue;
            }

            if (sign1.Payload is not null)
            {
                return ManifestRefusal.SignatureMalformed;
            }

            checkable++;
            Count(sign1, payload, keys, counted);
        }

        return counted.Count >= keys.Threshold ? ManifestRefusal.None
            : counted.Count > 0 ? ManifestRefusal.BelowThreshold
            : checkable > 0 ? ManifestRefusal.WrongSignature
            : envelope.Signatures.Count > 0 ? ManifestRefusal.UnsupportedAlgorithm
            : ManifestRefusal.Unsigned;
    }

    private static void Count(CoseSign1 sign1, byte[] payload, ReleaseKeys keys, List<PublicKeyHash> counted)
    {
        EcPublicKey? signer = keys.Keys.FirstOrDefault(k => sign1.Verify(k, payload) == CoseRefusal.None);
        if (signer is not null && !counted.Contains(signer.Hash))
        {
            counted.Add(signer.Hash);
        }
    }

    // SUIT_Authentication_Block: the other three that the draft lets stand there. The digest once more is none of them.
    private static bool IsOtherKind(ReadOnlySpan<byte> block)
    {
        StrictCborReader reader = new(block);
        return reader.TryReadTag(out ulong tag) && tag is (Mac0Tag or MacTag or SignTag);
    }

    private static ManifestRefusal? Condemns(CoseRefusal refusal) => refusal switch
    {
        CoseRefusal.Malformed => ManifestRefusal.SignatureMalformed,
        CoseRefusal.NoAlgorithm => ManifestRefusal.SignatureMalformed,
        CoseRefusal.UnsupportedHeader => ManifestRefusal.SignatureMalformed,
        CoseRefusal.AlgorithmNotProtected => ManifestRefusal.AlgorithmNotProtected,
        CoseRefusal.None => null,
        CoseRefusal.NotSign1 => null,
        CoseRefusal.UnsupportedAlgorithm => null,
        CoseRefusal.PayloadMisplaced => null,
        CoseRefusal.WrongSignature => null,
    };
}
