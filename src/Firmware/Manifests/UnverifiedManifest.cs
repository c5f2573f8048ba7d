namespace Garita.Firmware.Manifests;

/// <summary>
/// What an envelope says, whoever says it: for the person who is about to sign, and for showing. Nothing may be done
/// because of it; <see cref="VerifiedManifest"/> is what may be acted on.
/// </summary>
public sealed class UnverifiedManifest
{
    private UnverifiedManifest(Envelope envelope, Manifest manifest)
    {
        Envelope = envelope;
        Manifest = manifest;
        Image = ImageDescription.Of(manifest);
    }

    /// <summary>What it came in.</summary>
    public Envelope Envelope { get; }

    /// <summary>What it says.</summary>
    public Manifest Manifest { get; }

    /// <summary>The image it is about, where it is a release of this program's making; else null.</summary>
    public ImageDescription? Image { get; }

    /// <summary>
    /// Reads an envelope as strictly as a verified one is read, signatures left aside; it is non-null only when nothing
    /// is refused.
    /// </summary>
    public static ManifestRefusal TryRead(Envelope envelope, out UnverifiedManifest? unverified)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        unverified = null;
        if (EnvelopeWriter.DigestOf(envelope.ManifestBytes.Span) != envelope.ManifestDigest)
        {
            return ManifestRefusal.DigestMismatch;
        }

        ManifestRefusal refusal = ManifestReader.TryRead(envelope, ManifestLimits.Default, out Manifest? manifest);
        unverified = refusal == ManifestRefusal.None ? new UnverifiedManifest(envelope, manifest!) : null;
        return refusal;
    }
}
