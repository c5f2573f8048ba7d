using System.Security.Cryptography;
using Garita.IndependentReader.Cbor;

namespace Garita.IndependentReader.Suit;

/// <summary>SUIT_Digest; SHA-256 is the only algorithm that every recipient has, and the only one read here.</summary>
public sealed record SuitDigest(byte[] Hash)
{
    private const long Sha256 = -16;

    public static SuitDigest Read(CborItem item)
    {
        IReadOnlyList<CborItem> parts = item.AsArray();
        if (parts.Count != 2 || parts[0].AsInteger() != Sha256 || parts[1].AsBytes().Length != 32)
        {
            throw new UnreadableException("not a digest with SHA-256");
        }

        return new(parts[1].AsBytes());
    }

    public bool Matches(ReadOnlySpan<byte> content) => Hash.AsSpan().SequenceEqual(SHA256.HashData(content));
}
