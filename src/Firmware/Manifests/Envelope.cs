using Garita.Firmware.Cose;
using Garita.Pki.Keys;

namespace Garita.Firmware.Manifests;

/// <summary>
/// A SUIT envelope as bytes with their outermost structure read: nothing of the manifest inside is parsed or believed.
/// <see cref="VerifiedManifest"/> is what may be acted on.
/// </summary>
public sealed class Envelope
{
    /// <summary>The CBOR tag of an envelope.</summary>
    public const int Tag = 107;

    private readonly EnvelopeParts _parts;

    internal Envelope(ReadOnlyMemory<byte> bytes, EnvelopeParts parts)
    {
        Bytes = bytes;
        _parts = parts;
    }

    /// <summary>The envelope as it travels.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// The digest that signatures are over, as the envelope declares it. Of a verified manifest it is the manifest's
    /// name: it stays the same whoever signs and whatever is severed.
    /// </summary>
    public Sha256Digest ManifestDigest => _parts.Digest;

    /// <summary>The manifest as CBOR, without the head of the byte string that holds it.</summary>
    public ReadOnlyMemory<byte> ManifestBytes => _parts.Manifest;

    /// <summary>The signature blocks, unread.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Signatures => _parts.Signatures;

    /// <summary>Severable sections that the envelope carries, as the content of their byte strings.</summary>
    public IReadOnlyDictionary<ManifestSection, ReadOnlyMemory<byte>> Sections => _parts.Sections;

    /// <summary>Payloads inside the envelope by their URI, which begins with a number sign.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> IntegratedPayloads => _parts.IntegratedPayloads;

    /// <summary>
    /// Reads the outermost structure of a copy of the bytes; the envelope is non-null only when nothing is refused.
    /// </summary>
    public static ManifestRefusal TryParse(
        ReadOnlySpan<byte> bytes, out Envelope? envelope, ManifestLimits? limits = null) =>
        EnvelopeReader.TryRead(bytes, limits ?? ManifestLimits.Default, out envelope);

    /// <summary>What a release key signs with ECDSA and SHA-256.</summary>
    public byte[] ToBeSigned() => CoseSign1.ToBeSigned(EnvelopeWriter.Digest(ManifestDigest));

    /// <summary>The SHA-256 of <see cref="ToBeSigned"/>, for a key that is handed only a digest.</summary>
    public Sha256Digest DigestToSign() => Sha256Digest.Of(ToBeSigned());

    /// <summary>This envelope with one more signature, over <see cref="ToBeSigned"/>.</summary>
    public Envelope Attach(EcdsaSignature signature) => With(_parts with
    {
        Signatures = [.. Signatures, CoseSign1.EncodeDetached(signature)],
    });

    /// <summary>
    /// This envelope with one more signature. Throws <see cref="System.Security.Cryptography.CryptographicException"/>
    /// where the key's holder fails.
    /// </summary>
    public Envelope Sign(ISigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return EcdsaSignature.TryFromDer(key.Sign(ToBeSigned()), out EcdsaSignature? signature)
            ? Attach(signature)
            : throw new System.Security.Cryptography.CryptographicException("the key's holder made no P-256 signature");
    }

    /// <summary>This envelope without its signatures, as a builder makes it.</summary>
    public Envelope WithoutSignatures() => With(_parts with { Signatures = [] });

    /// <summary>
    /// This envelope without what can be severed and without integrated payloads: what a device keeps for its boots.
    /// Signatures stay valid.
    /// </summary>
    public Envelope Sever() => With(_parts with
    {
        Sections = new Dictionary<ManifestSection, ReadOnlyMemory<byte>>(),
        IntegratedPayloads = new Dictionary<string, ReadOnlyMemory<byte>>(),
    });

    private static Envelope With(EnvelopeParts parts) => new(EnvelopeWriter.Write(parts), parts);
}
