using System.Formats.Cbor;
using Garita.Pki.Keys;

namespace Garita.Firmware.Encryption;

/// <summary>
/// Writes a key offer: COSE_Encrypt (RFC 9052 5.1) with detached ciphertext.
/// <code>
/// 96([ h'', {1: -65534 / A128CTR /, 5: iv}, nil, [ + recipient ] ])
/// recipient = [ &lt;&lt;{1: -29}&gt;&gt;, {4: id, -1: {1: 2, -1: 1, -2: x, -3: y}}, wrapped ]
///           / [ h'', {1: -3, 4: id}, wrapped ]
/// </code>
/// </summary>
internal static class KeyOfferWriter
{
    public static byte[] Write(IReadOnlyList<KeyOfferEntry> entries, ReadOnlySpan<byte> iv)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteTag((CborTag)KeyOfferLabels.Tag);
        writer.WriteStartArray(4);
        writer.WriteByteString([]);
        writer.WriteStartMap(2);
        writer.WriteInt32(KeyOfferLabels.Algorithm);
        writer.WriteInt32(KeyOfferLabels.A128Ctr);
        writer.WriteInt32(KeyOfferLabels.Iv);
        writer.WriteByteString(iv);
        writer.WriteEndMap();
        writer.WriteNull();
        writer.WriteStartArray(entries.Count);
        foreach (KeyOfferEntry entry in entries)
        {
            Write(writer, entry);
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
        return writer.Encode();
    }

    private static void Write(CborWriter writer, KeyOfferEntry entry)
    {
        writer.WriteStartArray(3);
        writer.WriteByteString(entry.Protected);
        writer.WriteStartMap(2);
        if (entry.Ephemeral is { } ephemeral)
        {
            WriteId(writer, entry.Id!);
            writer.WriteInt32(KeyOfferLabels.EphemeralKey);
            Write(writer, ephemeral);
        }
        else
        {
            writer.WriteInt32(KeyOfferLabels.Algorithm);
            writer.WriteInt32(KeyAgreement.A128Kw);
            WriteId(writer, entry.Id!);
        }

        writer.WriteEndMap();
        writer.WriteByteString(entry.Wrapped);
        writer.WriteEndArray();
    }

    private static void WriteId(CborWriter writer, ReadOnlySpan<byte> id)
    {
        writer.WriteInt32(KeyOfferLabels.KeyId);
        writer.WriteByteString(id);
    }

    private static void Write(CborWriter writer, EcPublicKey key)
    {
        ReadOnlySpan<byte> point = EcPoint.Of(key);
        writer.WriteStartMap(4);
        writer.WriteInt32(KeyOfferLabels.KeyType);
        writer.WriteInt32(KeyOfferLabels.TwoCoordinates);
        writer.WriteInt32(KeyOfferLabels.Curve);
        writer.WriteInt32(KeyOfferLabels.P256);
        writer.WriteInt32(KeyOfferLabels.X);
        writer.WriteByteString(point[..EcPoint.CoordinateLength]);
        writer.WriteInt32(KeyOfferLabels.Y);
        writer.WriteByteString(point[EcPoint.CoordinateLength..]);
        writer.WriteEndMap();
    }
}
