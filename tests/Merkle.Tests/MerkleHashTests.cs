using System.Security.Cryptography;

namespace Garita.Merkle.Tests;

public sealed class MerkleHashTests
{
    [Fact]
    public void Hash_is_read_from_32_bytes_or_64_digits_alone()
    {
        byte[] bytes = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];
        Assert.True(MerkleHash.TryRead(bytes, out MerkleHash hash));
        Assert.Equal(bytes, hash.ToArray());
        Assert.True(MerkleHash.TryParse(hash.ToString().ToUpperInvariant(), out MerkleHash parsed));
        Assert.True(hash == parsed && hash.GetHashCode() == parsed.GetHashCode());
        Assert.True(hash != default);
        Assert.False(MerkleHash.TryRead(bytes.AsSpan()[1..], out _));
        Assert.False(MerkleHash.TryRead([.. bytes, 0], out _));
        Assert.False(MerkleHash.TryParse(hash + "0", out _));
        Assert.False(MerkleHash.TryParse("zz" + hash.ToString()[2..], out _));
        Assert.False(MerkleHash.TryParse(null, out _));
        Assert.Throws<ArgumentException>(() => new MerkleHash(bytes.AsSpan()[1..]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(65536)]
    public void Leaf_is_hashed_behind_a_zero_byte(int length)
    {
        byte[] data = new byte[length];
        data.AsSpan().Fill(7);
        Assert.Equal(SHA256.HashData([0, .. data]), TreeHash.Leaf(data).ToArray());
    }
}
