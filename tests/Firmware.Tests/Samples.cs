using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;
using Garita.Merkle;

namespace Garita.Firmware.Tests;

/// <summary>Releases for tests to take and change.</summary>
internal static class Samples
{
    public static Guid Vendor { get; } = NameUuid.Vendor("example.com");

    public static Guid Class { get; } = NameUuid.Class(Vendor, "thermostat-2");

    public static byte[] Image { get; } = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * 31))];

    public static SingleImage Release { get; } = new()
    {
        SequenceNumber = 7,
        Vendor = Vendor,
        Class = Class,
        Digest = Sha256Digest.Of(Image),
        Size = Image.Length,
        Chunks = Layout(4096),
        Epoch = 3,
        Version = "1.4.2",
    };

    public static ChunkLayout Layout(int chunkSize)
    {
        TreeBuilder tree = new();
        foreach (byte[] chunk in Image.Chunk(chunkSize))
        {
            tree.Append(TreeHash.Leaf(chunk));
        }

        return new ChunkLayout(chunkSize, tree.Root(), ChunkLayout.LeavesOf(Image.Length, chunkSize));
    }

    public static ReleaseKeys Trust(int threshold, params TestKey[] keys) =>
        ReleaseKeys.TryCreate(keys.Select(k => k.PublicKey), threshold)!;
}
