using System.Security.Cryptography;
using Garita.Merkle;

namespace Garita.Firmware.Chunks;

/// <summary>
/// Builds the tree over an image whose bytes come in pieces of any length. Keeps one hash per level of the tree and no
/// byte of the image, however large it is. Not for two threads at once.
/// </summary>
public sealed class ChunkTreeBuilder : IDisposable
{
    private const byte LeafPrefix = 0x00;

    private readonly IncrementalHash _chunk = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TreeBuilder _tree = new();
    private readonly Action<MerkleHash>? _leaves;
    private int _inChunk;

    /// <summary>Starts with no bytes.</summary>
    /// <param name="chunkSize">A size that <see cref="ChunkLayout.IsChunkSize"/> allows.</param>
    /// <param name="leaves">Takes each leaf's hash as soon as it is known, in order: the leaf list.</param>
    public ChunkTreeBuilder(int chunkSize, Action<MerkleHash>? leaves = null)
    {
        if (!ChunkLayout.IsChunkSize(chunkSize))
        {
            throw new ArgumentOutOfRangeException(nameof(chunkSize));
        }

        ChunkSize = chunkSize;
        _leaves = leaves;
    }

    /// <summary>Bytes of every chunk but the last.</summary>
    public int ChunkSize { get; }

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Adds the next bytes of the image.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_inChunk == 0)
            {
                _chunk.AppendData([LeafPrefix]);
            }

            ReadOnlySpan<byte> part = bytes[..Math.Min(bytes.Length, ChunkSize - _inChunk)];
            _chunk.AppendData(part);
            _inChunk += part.Length;
            Length += part.Length;
            bytes = bytes[part.Length..];
            if (_inChunk == ChunkSize)
            {
                EndChunk();
            }
        }
    }

    /// <summary>
    /// Ends the image, whose last chunk may be short. Throws <see cref="InvalidOperationException"/> where there was
    /// not one byte: an empty image is no image.
    /// </summary>
    public ChunkLayout Finish()
    {
        if (Length == 0)
        {
            throw new InvalidOperationException("an image has at least one byte");
        }

        if (_inChunk > 0)
        {
            EndChunk();
        }

        return new ChunkLayout(ChunkSize, _tree.Root(), _tree.Count);
    }

    /// <inheritdoc/>
    public void Dispose() => _chunk.Dispose();

    private void EndChunk()
    {
        Span<byte> value = stackalloc byte[MerkleHash.Size];
        _chunk.GetHashAndReset(value);
        MerkleHash.TryRead(value, out MerkleHash leaf);
        _tree.Append(leaf);
        _leaves?.Invoke(leaf);
        _inChunk = 0;
    }
}
