using System.Formats.Cbor;
using Garita.Firmware.Manifests;
using Garita.Firmware.Manifests.Commands;

namespace Garita.Firmware.Building;

/// <summary>
/// Writes manifests for one image. What comes out is not signed: <see cref="Envelope.Sign"/> and
/// <see cref="Envelope.Attach"/> add to it.
/// </summary>
public static class ManifestBuilder
{
    private const int ReportAll = 15;
    private const int ReportFailure = 2;
    private const int ComponentsKey = 2;
    private const int SharedKey = 4;

    /// <summary>
    /// An envelope without signatures. Throws <see cref="ArgumentException"/> where the sequence number is too high,
    /// the chunks do not cover the image, or a payload in its place has another length or is the image itself.
    /// </summary>
    public static Envelope Build(SingleImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(image.Version);
        ArgumentException.ThrowIfNullOrEmpty(image.Uri);
        if (image.SequenceNumber > ManifestLimits.Default.MaxSequenceNumber
            || !image.Chunks.Covers(image.Size)
            || (image.Payload is { } payload
                && (payload.Kind == PayloadKind.Image || payload.Length != image.Size)))
        {
            throw new ArgumentException("not a release that a device would take", nameof(image));
        }

        byte[] install = Install(image);
        byte[] text = TextWriter.Write(image);
        byte[] manifest = Manifest(image, install, text);
        EnvelopeParts parts = new(EnvelopeWriter.DigestOf(manifest), manifest);
        if (image.Severable)
        {
            parts = parts with
            {
                Sections = new Dictionary<ManifestSection, ReadOnlyMemory<byte>>
                {
                    [ManifestSection.Install] = install,
                    [ManifestSection.Text] = text,
                },
            };
        }

        return new Envelope(EnvelopeWriter.Write(parts), parts);
    }

    private static byte[] Manifest(SingleImage image, byte[] install, byte[] text)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartMap(7);
        writer.WriteInt32(1);
        writer.WriteInt32(Manifests.Manifest.Version);
        writer.WriteInt32(2);
        writer.WriteUInt64(image.SequenceNumber);
        writer.WriteInt32(3);
        writer.WriteByteString(Common(image));
        writer.WriteInt32((int)ManifestSection.Validate);
        writer.WriteByteString(Sequence(w => Condition(w, CommandCode.ImageMatch), commands: 1));
        writer.WriteInt32((int)ManifestSection.Invoke);
        writer.WriteByteString(Sequence(w => Directive(w, CommandCode.Invoke), commands: 1));
        WriteSeverable(writer, ManifestSection.Install, install, image.Severable);
        WriteSeverable(writer, ManifestSection.Text, text, image.Severable);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static void WriteSeverable(CborWriter writer, ManifestSection section, byte[] content, bool severed)
    {
        writer.WriteInt32((int)section);
        if (severed)
        {
            EnvelopeWriter.WriteDigest(writer, EnvelopeWriter.DigestOf(content));
        }
        else
        {
            writer.WriteByteString(content);
        }
    }

    private static byte[] Common(SingleImage image)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartMap(2);
        writer.WriteInt32(ComponentsKey);
        writer.WriteStartArray(1);
        TextWriter.WriteComponent(writer, image.Component);
        writer.WriteEndArray();
        writer.WriteInt32(SharedKey);
        writer.WriteByteString(Sequence(w => Shared(w, image), commands: 3));
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static void Shared(CborWriter writer, SingleImage image)
    {
        FetchArguments fetch = new(image.Chunks, image.Epoch, image.Payload);
        writer.WriteInt32((int)CommandCode.OverrideParameters);
        writer.WriteStartMap(5);
        writer.WriteInt32(1);
        writer.WriteByteString(image.Vendor.ToByteArray(bigEndian: true));
        writer.WriteInt32(2);
        writer.WriteByteString(image.Class.ToByteArray(bigEndian: true));
        writer.WriteInt32(3);
        writer.WriteByteString(EnvelopeWriter.Digest(image.Digest));
        writer.WriteInt32(14);
        writer.WriteInt64(image.Size);
        writer.WriteInt32(25);
        writer.WriteByteString(fetch.Encode());
        writer.WriteEndMap();
        Condition(writer, CommandCode.VendorIdentifier);
        Condition(writer, CommandCode.ClassIdentifier);
    }

    private static byte[] Install(SingleImage image) => Sequence(
        writer =>
        {
            writer.WriteInt32((int)CommandCode.OverrideParameters);
            writer.WriteStartMap(1);
            writer.WriteInt32(21);
            writer.WriteTextString(image.Uri);
            writer.WriteEndMap();
            Directive(writer, CommandCode.Fetch);
            Condition(writer, CommandCode.ImageMatch);
        },
        commands: 3);

    private static byte[] Sequence(Action<CborWriter> write, int commands)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(2 * commands);
        write(writer);
        writer.WriteEndArray();
        return writer.Encode();
    }

    private static void Condition(CborWriter writer, CommandCode code)
    {
        writer.WriteInt32((int)code);
        writer.WriteInt32(ReportAll);
    }

    private static void Directive(CborWriter writer, CommandCode code)
    {
        writer.WriteInt32((int)code);
        writer.WriteInt32(ReportFailure);
    }
}
