namespace Garita.Firmware.Encryption;

/// <summary>The numbers of a key offer, as RFC 9052, RFC 9053 and RFC 9459 register them.</summary>
internal static class KeyOfferLabels
{
    /// <summary>COSE_Encrypt.</summary>
    public const ulong Tag = 96;

    /// <summary>AES-128 in counter mode.</summary>
    public const int A128Ctr = -65534;

    /// <summary>Header parameter: algorithm.</summary>
    public const int Algorithm = 1;

    /// <summary>Header parameter: key identifier.</summary>
    public const int KeyId = 4;

    /// <summary>Header parameter: initialization vector.</summary>
    public const int Iv = 5;

    /// <summary>Header parameter: the sender's ephemeral key.</summary>
    public const int EphemeralKey = -1;

    /// <summary>Header parameter: salt of the key derivation.</summary>
    public const int Salt = -20;

    /// <summary>COSE_Key: kind of key, which must be <see cref="TwoCoordinates"/>.</summary>
    public const int KeyType = 1;

    /// <summary>EC2.</summary>
    public const int TwoCoordinates = 2;

    /// <summary>COSE_Key: curve, which must be <see cref="P256"/>.</summary>
    public const int Curve = -1;

    /// <summary>P-256.</summary>
    public const int P256 = 1;

    /// <summary>COSE_Key: x coordinate.</summary>
    public const int X = -2;

    /// <summary>COSE_Key: y coordinate.</summary>
    public const int Y = -3;

    /// <summary>Length of a wrapped content key, in bytes.</summary>
    public const int WrappedLength = ContentKey.Length + AesKeyWrap.Overhead;

    /// <summary>Longest salt read, in bytes: one block of SHA-256; more adds nothing.</summary>
    public const int LongestSalt = 64;
}
