using System.Security.Cryptography;
using Garita.Pki.Keys;

namespace Garita.Firmware.Encryption;

/// <summary>One recipient of a key offer (COSE_recipient, RFC 9052 5.1).</summary>
/// <param name="Protected">The protected header as it was sent.</param>
/// <param name="Ephemeral">The sender's key of this one wrapping; null where a group key wraps.</param>
/// <param name="Id">What the recipient's key is known by; null where the sender did not say.</param>
/// <param name="Salt">Of the key derivation; empty where there is none.</param>
/// <param name="Wrapped">The wrapped content key.</param>
internal sealed record KeyOfferEntry(
    byte[] Protected,
    EcPublicKey? Ephemeral,
    byte[]? Id,
    byte[] Salt,
    byte[] Wrapped)
{
    /// <summary>{1: -29}, the protected header of ECDH-ES+A128KW.</summary>
    public static ReadOnlySpan<byte> EcdhHeader => [0xA1, 0x01, 0x38, 0x1C];

    /// <summary>Wraps a key for a recipient, with a fresh ephemeral key where it is a device.</summary>
    public static KeyOfferEntry Wrap(ContentKey key, ContentKeyRecipient recipient)
    {
        if (recipient.GroupKey is { } group)
        {
            return new KeyOfferEntry([], null, group.Id.ToArray(), [], AesKeyWrap.Wrap(group.Bytes, key.Bytes));
        }

        using ECDiffieHellman ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        EcPublicKey.TryParse(ephemeral.ExportSubjectPublicKeyInfo(), out EcPublicKey? ephemeralKey);
        byte[] wrapping = DeriveKey(ephemeral, recipient.DeviceKey!, EcdhHeader, []);
        byte[] wrapped = AesKeyWrap.Wrap(wrapping, key.Bytes);
        CryptographicOperations.ZeroMemory(wrapping);
        return new KeyOfferEntry(
            EcdhHeader.ToArray(), ephemeralKey, recipient.DeviceKey!.KeyIdentifier(), [], wrapped);
    }

    /// <summary>Whether it may be for the key with this id: named so, or not named at all.</summary>
    public bool IsFor(ReadOnlySpan<byte> id, bool device) =>
        device == Ephemeral is not null && (Id is null || Id.AsSpan().SequenceEqual(id));

    /// <summary>The content key, or null where it does not open.</summary>
    public ContentKey? Unwrap(ECDiffieHellman encryptionKey)
    {
        byte[] wrapping = DeriveKey(encryptionKey, Ephemeral!, Protected, Salt);
        ContentKey? key = Unwrap(wrapping);
        CryptographicOperations.ZeroMemory(wrapping);
        return key;
    }

    /// <summary>The content key, or null where it does not open.</summary>
    public ContentKey? Unwrap(GroupKey groupKey) => Unwrap(groupKey.Bytes);

    private static byte[] DeriveKey(
        ECDiffieHellman own,
        EcPublicKey other,
        ReadOnlySpan<byte> protectedHeader,
        ReadOnlySpan<byte> salt)
    {
        byte[] secret = KeyAgreement.Agree(own, other);
        byte[] context = KeyAgreement.Context(
            KeyAgreement.A128Kw, 8 * KeyAgreement.KeyLength, protectedHeader, KeyAgreement.Protocol);
        byte[] key = KeyAgreement.Derive(secret, salt, context);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    private ContentKey? Unwrap(ReadOnlySpan<byte> wrapping)
    {
        byte[] key = new byte[ContentKey.Length];
        return AesKeyWrap.TryUnwrap(wrapping, Wrapped, key) ? ContentKey.Own(key) : null;
    }
}
