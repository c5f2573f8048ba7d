using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Merkle;
using Garita.Server.Images;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Updates.Serving;

/// <summary>
/// Images as devices fetch them: each block is read from the disk once for all who fetch at one time, and held against
/// the signed tree before anybody gets a byte of it, so that a disk that changes bytes is noticed here and not on a
/// device.
/// </summary>
internal sealed class ImageShelf(ImageStore images, UpdateOptions options, ILogger logger)
{
    /// <summary>Bytes of a block: a whole number of chunks of every size.</summary>
    public const int BlockBytes = 128 * 1024;

    private readonly LoadCache<PayloadFacts, OpenImage> _open = new(options.MaxLeafBytes, image => image.Weight);
    private readonly LoadCache<(PayloadFacts, long), byte[]> _blocks =
        new(options.MaxBlockBytes, block => block.Length);

    /// <summary>Blocks read from the disk so far.</summary>
    public long BlocksRead => _blocks.Loads;

    /// <summary>Opens an image; null where it cannot be delivered.</summary>
    public Task<OpenImage?> OpenAsync(PayloadFacts facts) => _open.GetAsync(facts, LoadAsync);

    /// <summary>
    /// A block of an image, the last one short; null where it cannot be read or is not what was signed.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="index">From 0; byte <c>index * BlockBytes</c> is its first.</param>
    public Task<byte[]?> BlockAsync(OpenImage image, long index) =>
        _blocks.GetAsync((image.Facts, index), key => LoadBlockAsync(image, key.Item2));

    /// <summary>The bytes from an offset on, of as many blocks as that takes; null as above.</summary>
    public async Task<byte[]?> ReadAsync(OpenImage image, long offset, int length)
    {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length)
        {
            long at = offset + done;
            if (await BlockAsync(image, at / BlockBytes).ConfigureAwait(false) is not { } block)
            {
                return null;
            }

            int start = (int)(at % BlockBytes);
            int taken = Math.Min(length - done, block.Length - start);
            block.AsSpan(start, taken).CopyTo(bytes.AsSpan(done));
            done += taken;
        }

        return bytes;
    }

    private async Task<OpenImage?> LoadAsync(PayloadFacts facts)
    {
        if (facts.Layout.LeafCount * OpenImage.BytesPerChunk > options.MaxLeafBytes)
        {
            return Fail(facts.Digest, "has more chunks than are kept in memory");
        }

        try
        {
            string path = images.LeavesPath(facts.Digest, facts.Layout.ChunkSize);
            FileInfo file = new(path);
            if (!file.Exists || file.Length != facts.Layout.LeafCount * MerkleHash.Size)
            {
                return Fail(facts.Digest, "its leaf list is missing or has another length");
            }

            byte[] bytes = await File.ReadAllBytesAsync(path).ConfigureAwait(false);
            ChunkRefusal refusal = VerifiedLeafList.TryVerify(facts.Layout, bytes, out VerifiedLeafList? leaves);
            return refusal == ChunkRefusal.None
                ? new OpenImage(facts, leaves!, new ChunkProver(leaves!))
                : Fail(facts.Digest, "its leaf list does not lead to the signed root");
        }
        catch (IOException fault)
        {
            return Fail(facts.Digest, fault.Message);
        }
        catch (UnauthorizedAccessException fault)
        {
            return Fail(facts.Digest, fault.Message);
        }
    }

    private async Task<byte[]?> LoadBlockAsync(OpenImage image, long index)
    {
        PayloadFacts facts = image.Facts;
        long offset = index * BlockBytes;
        byte[] block = new byte[Math.Min(BlockBytes, facts.Bytes - offset)];
        try
        {
            using FileStream stream = images.OpenRead(facts.Digest);
            stream.Position = offset;
            await stream.ReadExactlyAsync(block).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            Fail(facts.Digest, fault.Message);
            return null;
        }
        catch (UnauthorizedAccessException fault)
        {
            Fail(facts.Digest, fault.Message);
            return null;
        }

        if (IsSigned(image, offset / facts.Layout.ChunkSize, block))
        {
            return block;
        }

        Fail(facts.Digest, "a stored block is not what was signed");
        return null;
    }

    private static bool IsSigned(OpenImage image, long first, ReadOnlySpan<byte> block)
    {
        int size = image.Facts.Layout.ChunkSize;
        for (int start = 0; start < block.Length; start += size)
        {
            ReadOnlySpan<byte> chunk = block.Slice(start, Math.Min(size, block.Length - start));
            if (TreeHash.Leaf(chunk) != image.Leaves[first + (start / size)])
            {
                return false;
            }
        }

        return true;
    }

    private OpenImage? Fail(Sha256Digest digest, string reason)
    {
        UpdateLog.ImageUnreadable(logger, digest, reason);
        return null;
    }
}
