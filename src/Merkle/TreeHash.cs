using System.Security.Cryptography;

namespace Garita.Merkle;

/// <summary>
/// How leaves and nodes are hashed (RFC 6962 2.1): the first byte keeps one from passing for the other.
/// </summary>
public static class TreeHash
{
    /// <summary>
    /// The most leaves a tree may have. Far beyond any log, and low enough that no position or byte offset overflows.
    /// </summary>
    public const long MaxSize = 1L << 56;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;
    private const int LeafOnStack = 1024;

    /// <summary>The root of the tree without leaves: SHA-256 of nothing (RFC 6962 2.1).</summary>
    public static MerkleHash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>SHA-256 of 0x00 and the leaf's bytes.</summary>
    public static MerkleHash Leaf(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        if (data.Length < LeafOnStack)
        {
            Span<byte> message = stackalloc byte[data.Length + 1];
            message[0] = LeafPrefix;
            data.CopyTo(message[1..]);
            SHA256.HashData(message, hash);
        }
        else
        {
            using IncrementalHash incremental = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            incremental.AppendData([LeafPrefix]);
            incremental.AppendData(data);
            incremental.GetHashAndReset(hash);
        }

        return new MerkleHash(hash);
    }

    /// <summary>SHA-256 of 0x01, the left hash and the right hash.</summary>
    public static MerkleHash Node(MerkleHash left, MerkleHash right)
    {
        Span<byte> message = stackalloc byte[1 + (2 * MerkleHash.Size)];
        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        message[0] = NodePrefix;
        left.CopyTo(message[1..]);
        right.CopyTo(message[(1 + MerkleHash.Size)..]);
        SHA256.HashData(message, hash);
        return new MerkleHash(hash);
    }
}
