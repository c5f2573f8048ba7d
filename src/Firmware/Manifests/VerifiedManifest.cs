using System.Diagnostics.CodeAnalysis;
using Garita.Pki.Keys;

namespace Garita.Firmware.Manifests;

/// <summary>
/// A manifest that enough release keys signed, read in full. Exists only where that was checked. Whether it fits a
/// device is another question.
/// </summary>
public sealed class VerifiedManifest
{
    private VerifiedManifest(Envelope envelope, Manifest manifest, IReadOnlyList<PublicKeyHash> signers)
    {
        Envelope = envelope;
        Manifest = manifest;
        Signers = signers;
        Image = ImageDescription.Of(manifest);
    }

    /// <summary>What it came in.</summary>
    public Envelope Envelope { get; }

    /// <summary>The manifest's name, which the log has: equal for every envelope around the same manifest.</summary>
    public Sha256Digest Digest => Envelope.ManifestDigest;

    /// <summary>What it says.</summary>
    public Manifest Manifest { get; }

    /// <summary>The image it is about, where this program made the release; null for any other manifest.</summary>
    public ImageDescription? Image { get; }

    /// <summary>The release keys that signed, each once.</summary>
    public IReadOnlyList<PublicKeyHash> Signers { get; }

    /// <summary>
    /// Verifies first and parses afterwards: of an envelope that is not signed nothing is read but its outermost
    /// structure and its signatures.
    /// </summary>
    /// <param name="envelope">The bytes; they are copied.</param>
    /// <param name="keys">Whose signatures are asked for.</param>
    /// <param name="verified">The manifest when the answer is true.</param>
    /// <param name="refusal">Why not, when the answer is false.</param>
    /// <param name="limits">Limits other than <see cref="ManifestLimits.Default"/>.</param>
    public static bool TryVerify(
        ReadOnlyMemory<byte> envelope,
        ReleaseKeys keys,
        [NotNullWhen(true)] out VerifiedManifest? verified,
        out ManifestRefusal refusal,
        ManifestLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        verified = null;
        ManifestLimits allowed = limits ?? ManifestLimits.Default;
        refusal = Envelope.TryParse(envelope.Span, out Envelope? opened, allowed);
        if (refusal != ManifestRefusal.None)
        {
            return false;
        }

        refusal = EnvelopeWriter.DigestOf(opened!.ManifestBytes.Span) == opened.ManifestDigest
            ? SignatureCheck.Check(opened, keys, out IReadOnlyList<PublicKeyHash> signers)
            : Mismatch(out signers);
        if (refusal != ManifestRefusal.None)
        {
            return false;
        }

        refusal = ManifestReader.TryRead(opened, allowed, out Manifest? manifest);
        verified = refusal == ManifestRefusal.None ? new VerifiedManifest(opened, manifest!, signers) : null;
        return verified is not null;
    }

    private static ManifestRefusal Mismatch(out IReadOnlyList<PublicKeyHash> signers)
    {
        signers = [];
        return ManifestRefusal.DigestMismatch;
    }
}
