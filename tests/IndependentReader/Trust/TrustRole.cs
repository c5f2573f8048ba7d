using System.Security.Cryptography;
using Garita.IndependentReader.Cbor;

namespace Garita.IndependentReader.Trust;

/// <summary>A threshold and the keys that count towards it: points of P-256, x then y.</summary>
public sealed record TrustRole(ulong Threshold, IReadOnlyList<byte[]> Keys)
{
    private const int MostKeys = 16;

    public static TrustRole Read(CborItem item)
    {
        IReadOnlyList<CborItem> parts = item.AsArray();
        byte[][] keys = [.. parts[^1].AsArray().Select(ReadKey)];
        bool isRole = parts.Count == 2 && keys.Length is >= 1 and <= MostKeys
            && keys.DistinctBy(Convert.ToHexString).Count() == keys.Length
            && parts[0].AsUnsigned() >= 1 && parts[0].AsUnsigned() <= (ulong)keys.Length;
        return isRole ? new(parts[0].AsUnsigned(), keys) : throw new UnreadableException("not a role");
    }

    /// <summary>64 bytes that are a point of the curve.</summary>
    public static byte[] ReadKey(CborItem item)
    {
        byte[] point = item.AsBytes();
        if (point.Length != 64)
        {
            throw new UnreadableException("not a key");
        }

        Import(point).Dispose();
        return point;
    }

    /// <summary>The key as the platform has it; the caller disposes of it.</summary>
    public static ECDsa Import(byte[] point)
    {
        try
        {
            return ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[..32], Y = point[32..] },
            });
        }
        catch (CryptographicException)
        {
            throw new UnreadableException("no point of the curve");
        }
    }
}
