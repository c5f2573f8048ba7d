using Garita.Firmware.Cbor;
using Garita.Pki.Keys;

namespace Garita.Firmware.Encryption;

/// <summary>The unprotected header of one recipient.</summary>
internal readonly record struct KeyOfferFields(long? Algorithm, byte[]? Id, EcPublicKey? Ephemeral, byte[]? Salt)
{
    /// <summary>Reads the header of a recipient whose protected header said how its key is wrapped.</summary>
    public static KeyOfferRefusal TryRead(ref StrictCborReader reader, bool isGroup, out KeyOfferFields fields)
    {
        fields = default;
        if (!reader.TryReadMap(out int pairs))
        {
            return KeyOfferRefusal.Malformed;
        }

        ReadOnlySpan<byte> previous = default;
        for (int i = 0; i < pairs; i++)
        {
            if (!reader.TryReadIntegerKey(ref previous, out long label))
            {
                return KeyOfferRefusal.Malformed;
            }

            KeyOfferRefusal refusal = ReadField(ref reader, label, ref fields);
            if (refusal != KeyOfferRefusal.None)
            {
                return refusal;
            }
        }

        return fields.Judge(isGroup);
    }

    private static KeyOfferRefusal ReadField(ref StrictCborReader reader, long label, ref KeyOfferFields fields)
    {
        switch (label)
        {
            case KeyOfferLabels.Algorithm when reader.TryReadInteger(out long algorithm):
                fields = fields with { Algorithm = algorithm };
                return KeyOfferRefusal.None;

            case KeyOfferLabels.KeyId
                when reader.TryReadBytes(out ReadOnlySpan<byte> id) && id.Length is > 0 and <= GroupKey.LongestId:
                fields = fields with { Id = id.ToArray() };
                return KeyOfferRefusal.None;

            case KeyOfferLabels.Salt
                when reader.TryReadBytes(out ReadOnlySpan<byte> salt) && salt.Length <= KeyOfferLabels.LongestSalt:
                fields = fields with { Salt = salt.ToArray() };
                return KeyOfferRefusal.None;

            case KeyOfferLabels.EphemeralKey:
                EcPublicKey? key = ReadKey(ref reader);
                fields = fields with { Ephemeral = key };
                return key is null ? KeyOfferRefusal.InvalidEphemeralKey : KeyOfferRefusal.None;

            default:
                return KeyOfferRefusal.Malformed;
        }
    }

    private static EcPublicKey? ReadKey(ref StrictCborReader reader)
    {
        ReadOnlySpan<byte> previous = default;
        return reader.TryReadMap(out int pairs) && pairs == 4
            && reader.TryReadIntegerKey(ref previous, out long type) && type == KeyOfferLabels.KeyType
            && reader.TryReadInteger(out long kind) && kind == KeyOfferLabels.TwoCoordinates
            && reader.TryReadIntegerKey(ref previous, out long curve) && curve == KeyOfferLabels.Curve
            && reader.TryReadInteger(out long name) && name == KeyOfferLabels.P256
            && reader.TryReadIntegerKey(ref previous, out long xLabel) && xLabel == KeyOfferLabels.X
            && reader.TryReadBytes(out ReadOnlySpan<byte> x)
            && reader.TryReadIntegerKey(ref previous, out long yLabel) && yLabel == KeyOfferLabels.Y
            && reader.TryReadBytes(out ReadOnlySpan<byte> y)
            && x.Length == EcPoint.CoordinateLength
            ? EcPoint.ToKey([.. x, .. y])
            : null;
    }

    private KeyOfferRefusal Judge(bool isGroup)
    {
        if (isGroup)
        {
            return Algorithm is { } algorithm && algorithm != KeyAgreement.A128Kw
                ? KeyOfferRefusal.UnsupportedKeyAlgorithm
                : Algorithm is null || Ephemeral is not null || Salt is not null
                    ? KeyOfferRefusal.Malformed
                    : KeyOfferRefusal.None;
        }

        return Algorithm is null && Ephemeral is not null ? KeyOfferRefusal.None : KeyOfferRefusal.Malformed;
    }
}
