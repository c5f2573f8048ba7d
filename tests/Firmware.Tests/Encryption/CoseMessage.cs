using System.Formats.Cbor;

namespace Garita.Firmware.Tests.Encryption;

/// <summary>
/// Takes published messages apart, whatever their order of keys, and puts recipients into offers of ours.
/// </summary>
internal static class CoseMessage
{
    /// <summary>The recipients of a COSE_Encrypt or COSE_Mac: always its last member.</summary>
    public static byte[] Recipients(byte[] message)
    {
        CborReader reader = new(message, CborConformanceMode.Lax);
        reader.ReadTag();
        int members = reader.ReadStartArray() ?? 0;
        for (int i = 1; i < members; i++)
        {
            reader.SkipValue();
        }

        return reader.ReadEncodedValue().ToArray();
    }

    /// <summary>The wrapped key of the first recipient.</summary>
    public static byte[] Wrapped(byte[] message) => Member(message, 2);

    /// <summary>The protected header of the first recipient.</summary>
    public static byte[] ProtectedHeader(byte[] message) => Member(message, 0);

    /// <summary>Whether there are recipients at all.</summary>
    public static bool HasRecipients(byte[] message)
    {
        CborReader reader = new(message, CborConformanceMode.Lax);
        ulong tag = reader.PeekState() == CborReaderState.Tag ? (ulong)reader.ReadTag() : 0;
        return tag is 96 or 97;
    }

    /// <summary>An offer of the profile with the recipients of another message.</summary>
    public static byte[] OfferWith(byte[] recipients)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteTag((CborTag)96);
        writer.WriteStartArray(4);
        writer.WriteByteString([]);
        writer.WriteStartMap(2);
        writer.WriteInt32(1);
        writer.WriteInt32(-65534);
        writer.WriteInt32(5);
        writer.WriteByteString(new byte[16]);
        writer.WriteEndMap();
        writer.WriteNull();
        Copy(new CborReader(recipients, CborConformanceMode.Lax), writer);
        writer.WriteEndArray();
        return writer.Encode();
    }

    private static byte[] Member(byte[] message, int index)
    {
        CborReader reader = new(Recipients(message), CborConformanceMode.Lax);
        reader.ReadStartArray();
        reader.ReadStartArray();
        for (int i = 0; i < index; i++)
        {
            reader.SkipValue();
        }

        return reader.ReadByteString();
    }

    // The published files put map keys in any order; the canonical writer sorts them.
    private static void Copy(CborReader reader, CborWriter writer)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.StartArray:
                writer.WriteStartArray(reader.ReadStartArray());
                CopyUntil(CborReaderState.EndArray, reader, writer);
                reader.ReadEndArray();
                writer.WriteEndArray();
                break;
            case CborReaderState.StartMap:
                writer.WriteStartMap(reader.ReadStartMap());
                CopyUntil(CborReaderState.EndMap, reader, writer);
                reader.ReadEndMap();
                writer.WriteEndMap();
                break;
            default:
                writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
                break;
        }
    }

    private static void CopyUntil(CborReaderState end, CborReader reader, CborWriter writer)
    {
        while (reader.PeekState() != end)
        {
            Copy(reader, writer);
        }
    }
}
