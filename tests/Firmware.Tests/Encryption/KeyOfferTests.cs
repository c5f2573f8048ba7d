using System.Security.Cryptography;
using Garita.Firmware.Encryption;
using Garita.Pki.Keys;

namespace Garita.Firmware.Tests.Encryption;

public sealed class KeyOfferTests : IDisposable
{
    private readonly ECDiffieHellman _device = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly GroupKey _group = new(RandomNumberGenerator.GetBytes(16), "group-1"u8);
    private readonly ImageEncryptor _encryptor = new();

    [Fact]
    public void Key_opens_for_its_device_and_for_its_group()
    {
        KeyOffer offer = Read(Offer(Device(_device), ContentKeyRecipient.Group(_group)));
        Assert.Equal(2, offer.Count);
        Assert.Equal(KeyOfferRefusal.None, offer.TryOpen(_device, out ContentKey? ofDevice));
        Assert.Equal(KeyOfferRefusal.None, offer.TryOpen(_group, out ContentKey? ofGroup));
        Assert.Equal(_encryptor.Key.Bytes.ToArray(), ofDevice!.Bytes.ToArray());
        Assert.Equal(_encryptor.Key.Bytes.ToArray(), ofGroup!.Bytes.ToArray());
        ofDevice.Dispose();
        ofGroup.Dispose();
    }

    [Fact]
    public void Image_for_another_device_stays_closed()
    {
        using ECDiffieHellman other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using GroupKey otherGroup = new(RandomNumberGenerator.GetBytes(16), "group-2"u8);
        KeyOffer offer = Read(Offer(Device(_device), ContentKeyRecipient.Group(_group)));
        Assert.Equal(KeyOfferRefusal.NotForThisKey, offer.TryOpen(other, out ContentKey? key));
        Assert.Null(key);
        Assert.Equal(KeyOfferRefusal.NotForThisKey, offer.TryOpen(otherGroup, out key));
        Assert.Null(key);
    }

    [Fact]
    public void Offer_relabelled_for_another_device_does_not_open()
    {
        using ECDiffieHellman other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        byte[] offer = Offer(Device(_device));
        byte[] id = KeyOf(_device).KeyIdentifier();
        KeyOf(other).KeyIdentifier().CopyTo(offer.AsSpan(offer.AsSpan().IndexOf(id)));
        Assert.Equal(KeyOfferRefusal.WrongKey, Read(offer).TryOpen(other, out _));
    }

    [Fact]
    public void Every_wrapping_uses_a_fresh_ephemeral_key() =>
        Assert.NotEqual(Offer(Device(_device)), Offer(Device(_device)));

    [Fact]
    public void A_flipped_bit_anywhere_is_refused_or_opens_nothing_but_another_iv()
    {
        byte[] good = Offer(Device(_device));
        int iv = good.AsSpan().IndexOf(new byte[16]);
        for (int bit = 0; bit < 8 * good.Length; bit++)
        {
            byte[] changed = [.. good];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            KeyOfferRefusal refusal = KeyOffer.TryRead(changed, out KeyOffer? offer);
            if (refusal == KeyOfferRefusal.None)
            {
                refusal = offer!.TryOpen(_device, out ContentKey? key);
                key?.Dispose();
            }

            bool isInIv = bit / 8 >= iv && bit / 8 < iv + 16;
            Assert.Equal(isInIv, refusal == KeyOfferRefusal.None);
        }
    }

    [Fact]
    public void A_cut_anywhere_and_a_byte_more_are_refused()
    {
        byte[] good = Offer(Device(_device), ContentKeyRecipient.Group(_group));
        for (int length = 0; length < good.Length; length++)
        {
            Assert.NotEqual(KeyOfferRefusal.None, KeyOffer.TryRead(good.AsSpan(..length), out _));
        }

        Assert.Equal(KeyOfferRefusal.Malformed, KeyOffer.TryRead([.. good, 0], out _));
    }

    [Fact]
    public void Limits_are_kept()
    {
        ContentKeyRecipient[] many = [.. Enumerable.Repeat(Device(_device), KeyOffer.MaxRecipients)];
        byte[] largest = Offer(many);
        Assert.InRange(largest.Length, 1, KeyOffer.MaxLength);
        Assert.Equal(KeyOfferRefusal.None, KeyOffer.TryRead(largest, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Offer([.. many, many[0]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Offer());
        Assert.Equal(KeyOfferRefusal.TooLong, KeyOffer.TryRead(new byte[KeyOffer.MaxLength + 1], out _));
    }

    [Fact]
    public void Attached_ciphertext_and_too_many_recipients_have_their_reasons()
    {
        byte[] offer = Offer(ContentKeyRecipient.Group(_group));
        int nil = offer.AsSpan().IndexOf(new byte[] { 0xF6, 0x81 });
        byte[] attached = [.. offer];
        attached[nil] = 0x40;
        Assert.Equal(KeyOfferRefusal.AttachedCiphertext, KeyOffer.TryRead(attached, out _));
        byte[] recipient = offer[(nil + 2)..];
        byte[] crowded = [.. offer[..(nil + 1)], 0x98, 65, .. Enumerable.Repeat(recipient, 65).SelectMany(r => r)];
        Assert.Equal(KeyOfferRefusal.TooManyRecipients, KeyOffer.TryRead(crowded, out _));
    }

    [Fact]
    public void No_key_type_prints_its_key()
    {
        ContentKeyRecipient recipient = ContentKeyRecipient.Group(_group);
        string content = Convert.ToHexString(_encryptor.Key.Bytes);
        foreach (object secret in new object[] { _encryptor, _encryptor.Key, _group, recipient })
        {
            string printed = secret.ToString()!;
            Assert.DoesNotContain(Convert.ToHexString(_group.Bytes), printed, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(content, printed, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Disposed_keys_are_zero()
    {
        ContentKey key = ContentKey.Draw();
        key.Dispose();
        Assert.Equal(new byte[16], key.Bytes.ToArray());
        using GroupKey group = new(RandomNumberGenerator.GetBytes(16), "x"u8);
        group.Dispose();
        Assert.Equal(new byte[16], group.Bytes.ToArray());
    }

    public void Dispose()
    {
        _device.Dispose();
        _group.Dispose();
        _encryptor.Dispose();
    }

    private static KeyOffer Read(byte[] encoded)
    {
        Assert.Equal(KeyOfferRefusal.None, KeyOffer.TryRead(encoded, out KeyOffer? offer));
        return offer!;
    }

    private static EcPublicKey KeyOf(ECDiffieHellman pair)
    {
        EcPublicKey.TryParse(pair.ExportSubjectPublicKeyInfo(), out EcPublicKey? key);
        return key!;
    }

    private static ContentKeyRecipient Device(ECDiffieHellman pair) => ContentKeyRecipient.Device(KeyOf(pair));

    private byte[] Offer(params ContentKeyRecipient[] recipients) =>
        KeyOffer.Create(_encryptor.Key, ImageEncryptor.Iv.Span, recipients);
}
