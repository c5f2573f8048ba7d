namespace Garita.Pki.Keys;

/// <summary>
/// P-256 keys as formats write them that name the curve elsewhere: the two coordinates, 32 bytes each, one after the
/// other (SEC 1 2.3.3 without its first byte).
/// </summary>
public static class EcPoint
{
    /// <summary>Length of a coordinate, in bytes.</summary>
    public const int CoordinateLength = 32;

    /// <summary>Length of both, in bytes.</summary>
    public const int Length = 2 * CoordinateLength;

    // SubjectPublicKeyInfo of P-256 up to the coordinates of the uncompressed point (RFC 5480 2).
    private static readonly byte[] s_spkiHead =
        Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D03010703420004");

    /// <summary>The coordinates of a key.</summary>
    public static ReadOnlySpan<byte> Of(EcPublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.SubjectPublicKeyInfo.Span[^Length..];
    }

    /// <summary>The key with these coordinates; null where they are no point of P-256.</summary>
    public static EcPublicKey? ToKey(ReadOnlySpan<byte> point)
    {
        EcPublicKey? key = null;
        if (point.Length == Length)
        {
            EcPublicKey.TryParse([.. s_spkiHead, .. point], out key);
        }

        return key;
    }
}
