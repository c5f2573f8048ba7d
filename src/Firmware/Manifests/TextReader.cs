using Garita.Firmware.Cbor;

namespace Garita.Firmware.Manifests;

/// <summary>Reads the text section.</summary>
/// <remarks>
/// <code>{ + language: { ? 1: tstr, ? 2: tstr, ? 3: tstr, ? 4: tstr, * [ + bstr ]: { ? 1..6: tstr } } }</code>
/// </remarks>
internal static class TextReader
{
    private const int DescriptionKey = 1;
    private const int UpdateDescriptionKey = 2;
    private const int LastTextKey = 4;
    private const int LastComponentKey = 6;

    public static ManifestRefusal TryRead(
        ReadOnlySpan<byte> encoded, ManifestLimits limits, out IReadOnlyList<ManifestText> texts)
    {
        List<ManifestText> read = [];
        texts = read;
        StrictCborReader reader = new(encoded);
        ReadOnlySpan<byte> previous = default;
        if (!reader.TryReadMap(out int count) || count == 0)
        {
            return ManifestRefusal.Malformed;
        }

        if (count > limits.MaxLanguages)
        {
            return ManifestRefusal.LimitExceeded;
        }

        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadKey(ref previous, out ReadOnlySpan<byte> key)
                || !new StrictCborReader(key).TryReadText(out string language))
            {
                return ManifestRefusal.Malformed;
            }

            ManifestRefusal refusal = TryReadLanguage(ref reader, limits, language, read);
            if (refusal != ManifestRefusal.None)
            {
                return refusal;
            }
        }

        return reader.AtEnd ? ManifestRefusal.None : ManifestRefusal.Malformed;
    }

    private static ManifestRefusal TryReadLanguage(
        ref StrictCborReader reader, ManifestLimits limits, string language, List<ManifestText> texts)
    {
        string?[] values = new string?[LastTextKey + 1];
        Dictionary<ComponentId, ComponentText> components = [];
        ReadOnlySpan<byte> previous = default;
        if (!reader.TryReadMap(out int count))
        {
            return ManifestRefusal.Malformed;
        }

        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadKey(ref previous, out ReadOnlySpan<byte> encodedKey))
            {
                return ManifestRefusal.Malformed;
            }

            StrictCborReader key = new(encodedKey);
            ManifestRefusal refusal = key.Next == CborKind.Array
                ? TryReadComponent(ref reader, ref key, limits, components)
                : TryReadValue(ref reader, ref key, values);
            if (refusal != ManifestRefusal.None)
            {
                return refusal;
            }
        }

        texts.Add(new ManifestText(language, values[DescriptionKey], values[UpdateDescriptionKey], components));
        return ManifestRefusal.None;
    }

    private static ManifestRefusal TryReadComponent(
        ref StrictCborReader reader,
        ref StrictCborReader key,
        ManifestLimits limits,
        Dictionary<ComponentId, ComponentText> components)
    {
        ManifestRefusal refusal = SharedPart.TryReadComponent(ref key, limits, out ComponentId component);
        if (refusal != ManifestRefusal.None || !reader.TryReadMap(out int count))
        {
            return refusal != ManifestRefusal.None ? refusal : ManifestRefusal.Malformed;
        }

        string?[] values = new string?[LastComponentKey + 1];
        ReadOnlySpan<byte> previous = default;
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadKey(ref previous, out ReadOnlySpan<byte> encodedKey))
            {
                return ManifestRefusal.Malformed;
            }

            StrictCborReader number = new(encodedKey);
            refusal = TryReadValue(ref reader, ref number, values);
            if (refusal != ManifestRefusal.None)
            {
                return refusal;
            }
        }

        components.Add(component, new ComponentText
        {
            VendorName = values[1],
            ModelName = values[2],
            VendorDomain = values[3],
            ModelInfo = values[4],
            Description = values[5],
            Version = values[6],
        });
        return ManifestRefusal.None;
    }

    private static ManifestRefusal TryReadValue(
        ref StrictCborReader reader, ref StrictCborReader key, string?[] values)
    {
        if (!key.TryReadInt32(out int number) || number == 0 || number >= values.Length)
        {
            return ManifestRefusal.UnsupportedMember;
        }

        bool read = reader.TryReadText(out string value);
        values[number] = value;
        return read ? ManifestRefusal.None : ManifestRefusal.Malformed;
    }
}
