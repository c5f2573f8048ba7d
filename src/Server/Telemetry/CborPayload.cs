using System.Formats.Cbor;

namespace Garita.Server.Telemetry;

/// <summary>
/// A measurement in CBOR (RFC 8949), well-formed and valid: text keys, no tags, nothing after the end.
/// </summary>
internal static class CborPayload
{
    public static TelemetryRefusal Read(ReadOnlyMemory<byte> bytes, PayloadMembers members)
    {
        try
        {
            CborReader reader = new(bytes, CborConformanceMode.Strict);
            return ReadMap(reader, members);
        }
        catch (CborContentException)
        {
            return TelemetryRefusal.Malformed;
        }
        catch (InvalidOperationException)
        {
            return TelemetryRefusal.Malformed; // another major type where only one can stand
        }
        catch (OverflowException)
        {
            return TelemetryRefusal.Malformed; // an integer beyond 64 bits
        }
    }

    private static TelemetryRefusal ReadMap(CborReader reader, PayloadMembers members)
    {
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            string name = reader.ReadTextString();
            TelemetryRefusal refusal = members.Has(name) ? TelemetryRefusal.DuplicateMember : name switch
            {
                "value" => ReadValue(reader, members),
                "time" => ReadTime(reader, members),
                "unit" when reader.PeekState() == CborReaderState.TextString => members.Unit(reader.ReadTextString()),
                "unit" => TelemetryRefusal.BadUnit,
                _ => TelemetryRefusal.UnknownMember,
            };
            if (refusal != TelemetryRefusal.None)
            {
                return refusal;
            }
        }

        reader.ReadEndMap();
        return reader.BytesRemaining == 0 ? TelemetryRefusal.None : TelemetryRefusal.Malformed;
    }

    private static TelemetryRefusal ReadValue(CborReader reader, PayloadMembers members) => reader.PeekState() switch
    {
        CborReaderState.UnsignedInteger => members.Number(reader.ReadUInt64()),
        CborReaderState.NegativeInteger => members.Number(-1.0 - reader.ReadCborNegativeIntegerRepresentation()),
        CborReaderState.HalfPrecisionFloat
            or CborReaderState.SinglePrecisionFloat
            or CborReaderState.DoublePrecisionFloat => members.Number(reader.ReadDouble()),
        CborReaderState.Boolean => members.Flag(reader.ReadBoolean()),
        CborReaderState.TextString => members.Text(reader.ReadTextString()),
        _ => TelemetryRefusal.BadValue,
    };

    private static TelemetryRefusal ReadTime(CborReader reader, PayloadMembers members) => reader.PeekState() switch
    {
        CborReaderState.UnsignedInteger => members.TimeMs((long)Math.Min(reader.ReadUInt64(), long.MaxValue)),
        CborReaderState.TextString => members.TimeText(reader.ReadTextString()),
        _ => TelemetryRefusal.BadTime,
    };
}
