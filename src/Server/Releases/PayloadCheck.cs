using System.Security.Cryptography;
using Garita.Durable;
using Garita.Firmware;
using Garita.Firmware.Chunks;
using Garita.Merkle;
using Garita.Server.Images;

namespace Garita.Server.Releases;

/// <summary>
/// Reads stored bytes back from the disk and holds them against a manifest; leaves the hashes of their chunks beside
/// them, from which proofs for devices are made.
/// </summary>
internal sealed class PayloadCheck(ImageStore images, IDurableFiles files, ImageOptions options)
{
    private const int LeavesAtOnce = 4096;

    /// <exception cref="IOException">The disk failed.</exception>
    public async Task<PublishRefusal> JudgeAsync(ManifestRecord manifest, CancellationToken cancellationToken)
    {
        if (images.Find(manifest.Payload) is not { } stored)
        {
            return PublishRefusal.ImageMissing;
        }

        if (stored.Bytes != manifest.PayloadBytes)
        {
            return PublishRefusal.ImageMismatch;
        }

        using IFileDraft leaves = files.BeginFile(
            images.LeavesPath(manifest.Payload, manifest.ChunkBytes), FileSecrecy.Public);
        (Sha256Digest digest, MerkleHash root) = await HashAsync(manifest, leaves, cancellationToken)
            .ConfigureAwait(false);
        if (digest != manifest.Payload)
        {
            return PublishRefusal.ImageDamaged;
        }

        if (root != manifest.ChunkRoot)
        {
            return PublishRefusal.ImageMismatch;
        }

        leaves.Commit();
        return PublishRefusal.None;
    }

    private async Task<(Sha256Digest Digest, MerkleHash Root)> HashAsync(
        ManifestRecord manifest, IFileDraft leaves, CancellationToken cancellationToken)
    {
        List<byte> waiting = new(LeavesAtOnce * MerkleHash.Size);
        using FileStream stream = images.OpenRead(manifest.Payload);
        using IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using ChunkTreeBuilder chunks = new(manifest.ChunkBytes, leaf => waiting.AddRange(leaf.ToArray()));
        byte[] buffer = new byte[options.BufferBytes];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            whole.AppendData(buffer, 0, read);
            chunks.Append(buffer.AsSpan(0, read));
            if (waiting.Count >= LeavesAtOnce * MerkleHash.Size)
            {
                await WriteAsync().ConfigureAwait(false);
            }
        }

        ChunkLayout layout = chunks.Finish();
        await WriteAsync().ConfigureAwait(false);
        return (new Sha256Digest(whole.GetHashAndReset()), layout.Root);

        async ValueTask WriteAsync()
        {
            await leaves.AppendAsync(waiting.ToArray(), cancellationToken).ConfigureAwait(false);
            waiting.Clear();
        }
    }
}
