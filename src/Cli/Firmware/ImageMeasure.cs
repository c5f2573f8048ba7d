using System.Security.Cryptography;
using Garita.Cli.Commands;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Merkle;

namespace Garita.Cli.Firmware;

/// <summary>What a release says of a file: read once, both hashes at the same time.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Digest">SHA-256 over all of it.</param>
/// <param name="Chunks">How it is cut.</param>
public sealed record ImageMeasure(long Length, Sha256Digest Digest, ChunkLayout Chunks)
{
    /// <summary>Measures a file.</summary>
    /// <param name="session">Where progress goes.</param>
    /// <param name="pass">The file.</param>
    /// <param name="chunkSize">Bytes of a chunk.</param>
    /// <param name="each">Takes the hash of each chunk, in order.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<ImageMeasure> TakeAsync(
        CliSession session,
        FilePass pass,
        int chunkSize,
        Func<MerkleHash, ValueTask> each,
        CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(each);
        using IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<MerkleHash> fresh = [];
        using ChunkTreeBuilder tree = new(chunkSize, fresh.Add);
        await pass.RunAsync(
            session,
            stop,
            block =>
            {
                whole.AppendData(block.Span);
                return ValueTask.CompletedTask;
            },
            block =>
            {
                tree.Append(block.Span);
                return DrainAsync(fresh, each);
            });
        ChunkLayout layout = tree.Finish();
        await DrainAsync(fresh, each);
        return new ImageMeasure(pass.Length, new Sha256Digest(whole.GetHashAndReset()), layout);
    }

    /// <summary>The SHA-256 of a file.</summary>
    public static async Task<Sha256Digest> DigestAsync(CliSession session, FilePass pass, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(pass);
        using IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await pass.RunAsync(session, stop, block =>
        {
            whole.AppendData(block.Span);
            return ValueTask.CompletedTask;
        });
        return new Sha256Digest(whole.GetHashAndReset());
    }

    private static async ValueTask DrainAsync(List<MerkleHash> fresh, Func<MerkleHash, ValueTask> each)
    {
        foreach (MerkleHash leaf in fresh)
        {
            await each(leaf);
        }

        fresh.Clear();
    }
}
