using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Garita.Pki.Keys;

namespace Garita.Firmware.Encryption;

/// <summary>
/// Hands out an image's content key: a SUIT_Encryption_Info (draft-ietf-suit-firmware-encryption) that travels in the
/// offer instead of the manifest, so that one signed manifest serves every device. Nobody signs it: whoever changes it
/// can make decryption fail, or give bytes that the manifest's image digest refuses, and no more.
/// </summary>
public sealed class KeyOffer
{
    /// <summary>
    /// Longest offer, in bytes: <see cref="MaxRecipients"/> of 190 bytes each, and room for the rest.
    /// </summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>
    /// Recipients of one offer, at most. An offer to one device has one or two; 64 lets a site be served at once and
    /// bounds what a device tries.
    /// </summary>
    public const int MaxRecipients = 64;

    private readonly KeyOfferEntry[] _entries;
    private readonly byte[] _iv;

    internal KeyOffer(KeyOfferEntry[] entries, byte[] iv)
    {
        _entries = entries;
        _iv = iv;
    }

    /// <summary>Recipients.</summary>
    public int Count => _entries.Length;

    /// <summary>The counter block of the image's first byte.</summary>
    public ReadOnlyMemory<byte> Iv => _iv;

    /// <summary>Wraps a content key for recipients.</summary>
    /// <param name="key">The key of an <see cref="ImageEncryptor"/>, or of an offer that was opened.</param>
    /// <param name="iv">The IV that goes with it.</param>
    /// <param name="recipients">One to <see cref="MaxRecipients"/>.</param>
    /// <returns>The offer's bytes.</returns>
    public static byte[] Create(ContentKey key, ReadOnlySpan<byte> iv, IReadOnlyList<ContentKeyRecipient> recipients)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(recipients);
        ArgumentOutOfRangeException.ThrowIfZero(recipients.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(recipients.Count, MaxRecipients);
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv.Length, ContentCipher.IvLength);
        return KeyOfferWriter.Write([.. recipients.Select(r => KeyOfferEntry.Wrap(key, r))], iv);
    }

    /// <summary>Reads an offer; non-null only when nothing is refused.</summary>
    public static KeyOfferRefusal TryRead(ReadOnlySpan<byte> encoded, out KeyOffer? offer) =>
        KeyOfferReader.TryRead(encoded, out offer);

    /// <summary>
    /// Unwraps the content key with a device's encryption key; non-null only when nothing is refused.
    /// </summary>
    /// <param name="encryptionKey">P-256; may live in a token, since it only agrees on secrets.</param>
    /// <param name="key">The content key; the caller disposes it.</param>
    public KeyOfferRefusal TryOpen(ECDiffieHellman encryptionKey, out ContentKey? key)
    {
        ArgumentNullException.ThrowIfNull(encryptionKey);
        if (EcPublicKey.TryParse(encryptionKey.ExportSubjectPublicKeyInfo(), out EcPublicKey? own) != KeyRefusal.None)
        {
            throw new ArgumentException("not a P-256 key with a named curve", nameof(encryptionKey));
        }

        byte[] id = own!.KeyIdentifier();
        return TryOpen(entry => entry.IsFor(id, device: true), entry => entry.Unwrap(encryptionKey), out key);
    }

    /// <summary>Unwraps the content key with a group's key; non-null only when nothing is refused.</summary>
    /// <param name="groupKey">Stays the caller's.</param>
    /// <param name="key">The content key; the caller disposes it.</param>
    public KeyOfferRefusal TryOpen(GroupKey groupKey, out ContentKey? key)
    {
        ArgumentNullException.ThrowIfNull(groupKey);
        byte[] id = groupKey.Id.ToArray();
        return TryOpen(entry => entry.IsFor(id, device: false), entry => entry.Unwrap(groupKey), out key);
    }

    /// <summary>The cipher that decrypts the image.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "the caller disposes what is returned")]
    public ContentCipher CreateCipher(ContentKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new ContentCipher(key, _iv);
    }

    private KeyOfferRefusal TryOpen(
        Predicate<KeyOfferEntry> isMine,
        Func<KeyOfferEntry, ContentKey?> unwrap,
        out ContentKey? key)
    {
        KeyOfferEntry[] mine = Array.FindAll(_entries, isMine);
        key = mine.Select(unwrap).FirstOrDefault(k => k is not null);
        return key is not null
            ? KeyOfferRefusal.None
            : mine.Length > 0 ? KeyOfferRefusal.WrongKey : KeyOfferRefusal.NotForThisKey;
    }
}
