using System.Formats.Cbor;
using Garita.Pki.Keys;

namespace Garita.Firmware.Trust;

/// <summary>
/// Writes a trust document.
/// <code>
/// { 1: 1 / format /, 2: version, 3: role / root /, 4: role / release /, 5: [* named] / logs /,
///   6: [k, [* [name: tstr, bstr .size 32]]] / witnesses /, 7: [* named] / messages / }
/// role = [threshold, [+ key]]      named = [name: tstr, key]      key = bstr .size 64 ; x, then y
/// </code>
/// </summary>
internal static class TrustDocumentWriter
{
    /// <summary>The one format there is.</summary>
    public const int Format = 1;

    /// <summary>Members of the map; their labels are 1 up to this number.</summary>
    public const int Members = 7;

    public static byte[] Write(TrustDocument document)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartMap(Members);
        writer.WriteInt32(1);
        writer.WriteInt32(Format);
        writer.WriteInt32(2);
        writer.WriteInt32(document.Version);
        writer.WriteInt32(3);
        Write(writer, document.Root);
        writer.WriteInt32(4);
        Write(writer, document.Release);
        writer.WriteInt32(5);
        Write(writer, document.Logs);
        writer.WriteInt32(6);
        WriteWitnesses(writer, document);
        writer.WriteInt32(7);
        Write(writer, document.Messages);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static void Write(CborWriter writer, TrustRole role)
    {
        writer.WriteStartArray(2);
        writer.WriteInt32(role.Threshold);
        writer.WriteStartArray(role.Keys.Count);
        foreach (EcPublicKey key in role.Keys)
        {
            Write(writer, key);
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
    }

    private static void Write(CborWriter writer, IReadOnlyList<NamedKey> keys)
    {
        writer.WriteStartArray(keys.Count);
        foreach (NamedKey named in keys)
        {
            writer.WriteStartArray(2);
            writer.WriteTextString(named.Name);
            Write(writer, named.Key);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteWitnesses(CborWriter writer, TrustDocument document)
    {
        writer.WriteStartArray(2);
        writer.WriteInt32(document.WitnessThreshold);
        writer.WriteStartArray(document.Witnesses.Count);
        foreach (WitnessKey witness in document.Witnesses)
        {
            writer.WriteStartArray(2);
            writer.WriteTextString(witness.Name);
            writer.WriteByteString(witness.Key.Span);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
    }

    private static void Write(CborWriter writer, EcPublicKey key) =>
        writer.WriteByteString(KeyPoints.Of(key));
}
