namespace Garita.Firmware.Encryption;

/// <summary>Why a key offer gives no content key. A closed set.</summary>
public enum KeyOfferRefusal
{
    /// <summary>Nothing is refused.</summary>
    None,

    /// <summary>It is longer than <see cref="KeyOffer.MaxLength"/>.</summary>
    TooLong,

    /// <summary>
    /// It is no deterministically encoded COSE_Encrypt, or has a header that the profile does not know.
    /// </summary>
    Malformed,

    /// <summary>The image would be encrypted with something else than A128CTR.</summary>
    UnsupportedContentAlgorithm,

    /// <summary>The ciphertext lies in the offer instead of being delivered as an image.</summary>
    AttachedCiphertext,

    /// <summary>There are more recipients than <see cref="KeyOffer.MaxRecipients"/>.</summary>
    TooManyRecipients,

    /// <summary>A recipient's key is wrapped with something else than ECDH-ES+A128KW or A128KW.</summary>
    UnsupportedKeyAlgorithm,

    /// <summary>An ephemeral key is not an uncompressed point of P-256.</summary>
    InvalidEphemeralKey,

    /// <summary>No recipient is this device or group.</summary>
    NotForThisKey,

    /// <summary>
    /// It names this device or group, and does not open with its key: changed, or made for another key.
    /// </summary>
    WrongKey,
}
