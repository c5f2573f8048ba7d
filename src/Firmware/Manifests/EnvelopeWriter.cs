using System.Formats.Cbor;
using Garita.Firmware.Cose;

namespace Garita.Firmware.Manifests;

/// <summary>Writes envelopes and the digests in them.</summary>
internal static class EnvelopeWriter
{
    public const int AuthenticationKey = 2;
    public const int ManifestKey = 3;

    /// <summary>The digest that names a manifest: over the byte string that holds it, its head included.</summary>
    public static Sha256Digest DigestOf(ReadOnlySpan<byte> content)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteByteString(content);
        return Sha256Digest.Of(writer.Encode());
    }

    /// <summary>SUIT_Digest = [ -16, bstr .size 32 ]</summary>
    public static byte[] Digest(Sha256Digest digest)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        WriteDigest(writer, digest);
        return writer.Encode();
    }

    public static void WriteDigest(CborWriter writer, Sha256Digest digest)
    {
        writer.WriteStartArray(2);
        writer.WriteInt32((int)CoseAlgorithm.Sha256);
        writer.WriteByteString(digest.ToArray());
        writer.WriteEndArray();
    }

    public static byte[] Write(EnvelopeParts parts)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteTag((CborTag)Envelope.Tag);
        writer.WriteStartMap(2 + parts.Sections.Count + parts.IntegratedPayloads.Count);
        writer.WriteInt32(AuthenticationKey);
        writer.WriteByteString(Authentication(parts));
        writer.WriteInt32(ManifestKey);
        writer.WriteByteString(parts.Manifest.Span);
        foreach ((ManifestSection section, ReadOnlyMemory<byte> content) in parts.Sections)
        {
            writer.WriteInt32((int)section);
            writer.WriteByteString(content.Span);
        }

        foreach ((string uri, ReadOnlyMemory<byte> payload) in parts.IntegratedPayloads)
        {
            writer.WriteTextString(uri);
            writer.WriteByteString(payload.Span);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    // SUIT_Authentication = [ bstr <<SUIT_Digest>>, * bstr <<COSE_Sign1_Tagged>> ]
    private static byte[] Authentication(EnvelopeParts parts)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(1 + parts.Signatures.Count);
        writer.WriteByteString(Digest(parts.Digest));
        foreach (ReadOnlyMemory<byte> block in parts.Signatures)
        {
            writer.WriteByteString(block.Span);
        }

        writer.WriteEndArray();
        return writer.Encode();
    }
}
