using System.Numerics;
using System.Security.Cryptography;

namespace Garita.IndependentReader.Notes;

/// <summary>Verification of RFC 8032 section 5.1.7, by the curve's equations. Slow, and of public data only.</summary>
public static class Ed25519
{
    private const int Length = 32;

    private static readonly BigInteger s_p = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger s_order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    private static readonly BigInteger s_d = Mod(-121665 * Invert(121666));
    private static readonly BigInteger s_rootOfMinusOne = BigInteger.ModPow(2, (s_p - 1) / 4, s_p);
    private static readonly Point s_base = Decode(
        [0x58, .. Enumerable.Repeat((byte)0x66, Length - 1)]) ?? throw new InvalidOperationException();

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != Length || signature.Length != 2 * Length
            || Decode(publicKey) is not { } key || Decode(signature[..Length]) is not { } r)
        {
            return false;
        }

        BigInteger s = new(signature[Length..], isUnsigned: true);
        if (s >= s_order)
        {
            return false;
        }

        byte[] digest = SHA512.HashData([.. signature[..Length], .. publicKey, .. message]);
        BigInteger k = new BigInteger(digest, isUnsigned: true) % s_order;
        return AreSame(Multiply(s_base, s), Add(r, Multiply(key, k)));
    }

    // Section 5.1.3: y little-endian, the sign of x in the top bit.
    private static Point? Decode(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        bool odd = copy[^1] >> 7 == 1;
        copy[^1] &= 0x7F;
        BigInteger y = new(copy, isUnsigned: true);
        if (y >= s_p)
        {
            return null;
        }

        BigInteger square = Mod((y * y - 1) * Invert((s_d * y * y) + 1));
        BigInteger x = BigInteger.ModPow(square, (s_p + 3) / 8, s_p);
        if (Mod((x * x) - square) != 0)
        {
            x = Mod(x * s_rootOfMinusOne);
        }

        if (Mod((x * x) - square) != 0 || (x.IsZero && odd))
        {
            return null;
        }

        return new(x.IsEven == odd ? s_p - x : x, y, 1);
    }

    private static Point Multiply(Point point, BigInteger times)
    {
        Point sum = new(0, 1, 1);
        for (; times > 0; times >>= 1)
        {
            sum = times.IsEven ? sum : Add(sum, point);
            point = Add(point, point);
        }

        return sum;
    }

    // The curve -x² + y² = 1 + d·x²·y², whose addition law has no exceptions; x = X/Z and y = Y/Z, to divide only once.
    private static Point Add(Point p, Point q)
    {
        BigInteger a = Mod(p.Z * q.Z);
        BigInteger b = Mod(a * a);
        BigInteger c = Mod(p.X * q.X);
        BigInteger d = Mod(p.Y * q.Y);
        BigInteger e = Mod(s_d * c % s_p * d);
        BigInteger f = b - e;
        BigInteger g = b + e;
        return new(
            Mod(a * f % s_p * (((p.X + p.Y) * (q.X + q.Y)) - c - d)), Mod(a * g % s_p * (d + c)), Mod(f * g));
    }

    private static bool AreSame(Point p, Point q) =>
        Mod((p.X * q.Z) - (q.X * p.Z)).IsZero && Mod((p.Y * q.Z) - (q.Y * p.Z)).IsZero;

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(Mod(value), s_p - 2, s_p);

    private static BigInteger Mod(BigInteger value)
    {
        BigInteger rest = value % s_p;
        return rest.Sign < 0 ? rest + s_p : rest;
    }

    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z);
}
