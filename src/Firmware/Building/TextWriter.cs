using System.Formats.Cbor;
using Garita.Firmware.Manifests;

namespace Garita.Firmware.Building;

/// <summary>Writes the text section: the version, as the component's, and what there is to say of the update.</summary>
internal static class TextWriter
{
    private const string Language = "en";
    private const int UpdateDescriptionKey = 2;
    private const int VersionKey = 6;

    public static byte[] Write(SingleImage image)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartMap(1);
        writer.WriteTextString(Language);
        writer.WriteStartMap(image.UpdateDescription is null ? 1 : 2);
        if (image.UpdateDescription is { } description)
        {
            writer.WriteInt32(UpdateDescriptionKey);
            writer.WriteTextString(description);
        }

        WriteComponent(writer, image.Component);
        writer.WriteStartMap(1);
        writer.WriteInt32(VersionKey);
        writer.WriteTextString(image.Version);
        writer.WriteEndMap();
        writer.WriteEndMap();
        writer.WriteEndMap();
        return writer.Encode();
    }

    public static void WriteComponent(CborWriter writer, ComponentId component)
    {
        byte[][] parts = [.. component.Parts()];
        writer.WriteStartArray(parts.Length);
        foreach (byte[] part in parts)
        {
            writer.WriteByteString(part);
        }

        writer.WriteEndArray();
    }
}
