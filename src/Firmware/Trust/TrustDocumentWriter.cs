using System.Formats.Cbor;
using Garita.Pki.Keys;

namespace Garita.Firmware.Trust;

/// <summary>
/// Writes a trust document.
/// <code>
/// { 1: 1 / format /, 2: version, 3: role / root /, 4: role / release /, 5: [* named] / logs, by origin /,
///   6: [k, [* [name: tstr, bstr .size 32]]] / witnesses /, 7: [* named] / messages, by purpose / }
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
        WriteNamed(writer, [.. document.Logs.Select(l => (l.Name, l.PublicKey[^EcPoint.Length..]))]);
        writer.WriteInt32(6);
        writer.WriteStartArray(2);
        writer.WriteInt32(document.Witnesses.Required);
        WriteNamed(writer, [.. document.Witnesses.Witnesses.Select(w => (w.Name, w.PublicKey))]);
        writer.WriteEndArray();
        writer.WriteInt32(7);
        WriteNamed(writer, [.. document.Messages.Select(m => (m.Purpose, Point(m.Key)))]);
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
            writer.WriteByteString(Point(key).Span);
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
    }

    private static void WriteNamed(CborWriter writer, (string Name, ReadOnlyMemory<byte> Key)[] keys)
    {
        writer.WriteStartArray(keys.Length);
        foreach ((string name, ReadOnlyMemory<byte> key) in keys)
        {
            writer.WriteStartArray(2);
            writer.WriteTextString(name);
            writer.WriteByteString(key.Span);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static ReadOnlyMemory<byte> Point(EcPublicKey key) => key.SubjectPublicKeyInfo[^EcPoint.Length..];
}
