using System.Security.Cryptography;
using Garita.Firmware.Chunks;
using Garita.Merkle;

namespace Garita.Firmware.Tests.Chunks;

/// <summary>An image of random bytes with its tree.</summary>
internal sealed class ChunkedImage
{
    private readonly byte[] _bytes;

    public ChunkedImage(int length, int chunkSize)
    {
        _bytes = RandomNumberGenerator.GetBytes(length);
        MemoryStream leaves = new();
        using ChunkTreeBuilder builder = new(chunkSize, leaf => leaves.Write(leaf.ToArray()));
        builder.Append(_bytes);
        Layout = builder.Finish();
        Leaves = leaves.ToArray();
        Assert.Equal(ChunkRefusal.None, VerifiedLeafList.TryVerify(Layout, Leaves, out VerifiedLeafList? list));
        List = list!;
        Prover = new ChunkProver(List);
        Verifier = ChunkVerifier.TryCreate(Layout, length)!;
    }

    public ChunkLayout Layout { get; }

    public byte[] Leaves { get; }

    public VerifiedLeafList List { get; }

    public ChunkProver Prover { get; }

    public ChunkVerifier Verifier { get; }

    public byte[] Chunks(long first, long end)
    {
        long to = Math.Min(end * Layout.ChunkSize, _bytes.Length);
        return _bytes[(int)(first * Layout.ChunkSize)..(int)to];
    }

    public void AssertRefused(ChunkRefusal expected, long first, byte[] chunks, MerkleHash[] proof) =>
        Assert.Equal(expected, Verifier.Check(first, chunks, proof));

    public void AssertTaken(bool expected, long first, byte[] chunks) =>
        Assert.Equal(expected, Verifier.Check(first, chunks, List) == ChunkRefusal.None);
}
