using System.Security.Cryptography;
using Garita.Cli.Firmware;
using Garita.Durable;
using Garita.Firmware;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;

namespace Garita.Cli.Demo.Releases;

/// <summary>An image in a file, with what a release says of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Description">What the manifest says.</param>
/// <param name="Leaves">The hash of every chunk.</param>
public sealed record DemoFirmware(string Path, SingleImage Description, VerifiedLeafList Leaves)
{
    private const int ChunkSize = 4096;
    private const int MaxLength = 1024 * 1024;

    /// <summary>Whose devices the firmware is for.</summary>
    public static Guid Vendor { get; } = NameUuid.Vendor("example.com");

    /// <summary>Which of their devices.</summary>
    public static Guid Class { get; } = NameUuid.Class(Vendor, "thermostat");

    /// <summary>The image itself.</summary>
    public byte[] Read() => ReleaseFiles.Read(null, Path, MaxLength);

    /// <summary>Writes an image of random bytes, and measures the file.</summary>
    /// <param name="path">The new file.</param>
    /// <param name="version">The version as people write it.</param>
    /// <param name="sequence">The manifest's sequence number.</param>
    /// <param name="length">Bytes.</param>
    public static DemoFirmware Make(string path, string version, ulong sequence, int length) =>
        Make(path, version, sequence, RandomNumberGenerator.GetBytes(length));

    /// <summary>Writes an image of given bytes, and measures the file.</summary>
    /// <param name="path">The new file.</param>
    /// <param name="version">The version as people write it.</param>
    /// <param name="sequence">The manifest's sequence number.</param>
    /// <param name="content">The image.</param>
    public static DemoFirmware Make(string path, string version, ulong sequence, byte[] content)
    {
        ReleaseFiles.Write(null, files => files.WriteNew(path, content, FileSecrecy.Public));
        return Measure(path, version, sequence);
    }

    private static DemoFirmware Measure(string path, string version, ulong sequence)
    {
        byte[] image = ReleaseFiles.Read(null, path, MaxLength);
        using MemoryStream hashes = new();
        using ChunkTreeBuilder tree = new(ChunkSize, leaf => hashes.Write(leaf.Span));
        tree.Append(image);
        ChunkLayout layout = tree.Finish();
        SingleImage description = new()
        {
            SequenceNumber = sequence,
            Vendor = Vendor,
            Class = Class,
            Digest = Sha256Digest.Of(image),
            Size = image.Length,
            Chunks = layout,
            Epoch = 1,
            Version = version,
        };
        ChunkRefusal refusal = VerifiedLeafList.TryVerify(layout, hashes.ToArray(), out VerifiedLeafList? leaves);
        return refusal == ChunkRefusal.None
            ? new DemoFirmware(path, description, leaves!)
            : throw new CliException(ExitCode.Failed, $"the chunks' hashes do not lead to their root: {refusal}");
    }
}
