using Garita.Firmware.Cbor;

namespace Garita.Firmware.Manifests.Commands;

/// <summary>Reads the map of parameters that one override-parameters sets.</summary>
internal static class ParameterReader
{
    private const int UuidLength = 16;

    public static ManifestRefusal TryRead(
        ref StrictCborReader reader, ManifestLimits limits, int components, out ParameterSet parameters)
    {
        parameters = ParameterSet.Empty;
        ReadOnlySpan<byte> previous = default;
        if (!reader.TryReadMap(out int count) || count == 0)
        {
            return ManifestRefusal.Malformed;
        }

        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadIntegerKey(ref previous, out long key))
            {
                return ManifestRefusal.Malformed;
            }

            ManifestRefusal refusal = TryReadOne(ref reader, key, ref parameters);
            if (refusal != ManifestRefusal.None)
            {
                return refusal;
            }
        }

        return parameters.Uri?.Length > limits.MaxUriLength ? ManifestRefusal.LimitExceeded
            : parameters.SourceComponent >= components ? ManifestRefusal.UnknownComponent
            : ManifestRefusal.None;
    }

    private static ManifestRefusal TryReadOne(ref StrictCborReader reader, long key, ref ParameterSet set)
    {
        bool read;
        switch (key)
        {
            case 1 or 2 or 24:
                return TryReadUuid(ref reader, key, ref set);
            case 3:
                return TryReadDigest(ref reader, ref set);
            case 5:
                read = TryReadNumber(ref reader, out long slot);
                set = set with { Slot = slot };
                break;
            case 12:
                // Order is always kept; a manifest that asks for less may mean what only its own reader would do.
                read = reader.TryReadBoolean(out bool strictOrder);
                if (read && !strictOrder)
                {
                    return ManifestRefusal.UnsupportedParameter;
                }

                break;
            case 13:
                read = reader.TryReadBoolean(out bool softFailure);
                set = set with { SoftFailure = softFailure };
                break;
            case 14:
                read = TryReadNumber(ref reader, out long size);
                set = set with { ImageSize = size };
                break;
            case 21:
                read = reader.TryReadText(out string uri);
                set = set with { Uri = uri };
                break;
            case 22:
                read = reader.TryReadInt32(out int source);
                set = set with { SourceComponent = source };
                break;
            case 23:
                read = TryReadMemory(ref reader, out ReadOnlyMemory<byte> invokeArguments);
                set = set with { InvokeArguments = invokeArguments };
                break;
            case 25:
                read = TryReadMemory(ref reader, out ReadOnlyMemory<byte> fetchArguments);
                set = set with { FetchArguments = fetchArguments };
                break;
            default:
                return ManifestRefusal.UnsupportedParameter;
        }

        return read ? ManifestRefusal.None : ManifestRefusal.Malformed;
    }

    private static ManifestRefusal TryReadDigest(ref StrictCborReader reader, ref ParameterSet set)
    {
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> encoded))
        {
            return ManifestRefusal.Malformed;
        }

        ManifestRefusal refusal = DigestReader.TryRead(encoded, out Sha256Digest digest);
        set = set with { ImageDigest = digest };
        return refusal;
    }

    // A vendor may also be a private enterprise number (tag 112); no device here knows itself by one.
    private static ManifestRefusal TryReadUuid(ref StrictCborReader reader, long key, ref ParameterSet set)
    {
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> value) || value.Length != UuidLength)
        {
            return ManifestRefusal.Malformed;
        }

        Guid uuid = new(value, bigEndian: true);
        set = key switch
        {
            1 => set with { Vendor = uuid },
            2 => set with { Class = uuid },
            _ => set with { Device = uuid },
        };
        return ManifestRefusal.None;
    }

    private static bool TryReadNumber(ref StrictCborReader reader, out long value) =>
        reader.TryReadInteger(out value) && value >= 0;

    private static bool TryReadMemory(ref StrictCborReader reader, out ReadOnlyMemory<byte> value)
    {
        bool read = reader.TryReadBytes(out ReadOnlySpan<byte> bytes);
        value = bytes.ToArray();
        return read;
    }
}
