using System.Security.Cryptography;
using System.Text;
using Garita.Firmware.Chunks;
using Garita.Firmware.Encryption;
using Garita.Pki.Keys;

namespace Garita.Firmware.Tests.Encryption;

/// <summary>The example of docs/wire/payload-encryption.md is what this program computes.</summary>
public sealed class EncryptionPageTests
{
    private readonly WirePage _page = new("payload-encryption.md");

    [Fact]
    public void Ciphertext_agrees_at_any_offset()
    {
        using ContentKey key = ContentKey.Own(OfWords("garita example content key")[..16]);
        Assert.Equal(_page.Value("content key"), key.Bytes.ToArray());
        using ContentCipher cipher = new(key, ImageEncryptor.Iv.Span);
        byte[] zero = new byte[16];
        cipher.Transform(4096, zero, zero);
        Assert.Equal(_page.Value("key stream at byte 4096"), zero);
        byte[] ciphertext = [.. Samples.Image];
        cipher.Transform(0, ciphertext, ciphertext);
        Assert.Equal(_page.Value("ciphertext from byte 0"), ciphertext[..32]);
        Assert.Equal(_page.Value("ciphertext from byte 4096"), ciphertext[4096..4128]);
        Assert.Equal(_page.Value("SHA-256 of the ciphertext"), SHA256.HashData(ciphertext));
        Assert.Equal(_page.Value("SHA-256 of the image"), SHA256.HashData(Samples.Image));
        using ChunkTreeBuilder tree = new(4096);
        tree.Append(ciphertext);
        Assert.Equal(_page.Value("root over the ciphertext"), tree.Finish().Root.ToArray());
    }

    [Fact]
    public void Offer_opens_for_device_and_group()
    {
        byte[] encoded = _page.Block("d860");
        Assert.Equal(KeyOfferRefusal.None, KeyOffer.TryRead(encoded, out KeyOffer? offer));
        using ECDiffieHellman device = KeyPair("garita example device encryption key");
        Assert.Equal(KeyOfferRefusal.None, offer!.TryOpen(device, out ContentKey? forDevice));
        using GroupKey group = new(_page.Value("group key"), "site-1"u8);
        Assert.Equal(KeyOfferRefusal.None, offer.TryOpen(group, out ContentKey? forGroup));
        using (forDevice)
        using (forGroup)
        {
            Assert.Equal(_page.Value("content key"), forDevice!.Bytes.ToArray());
            Assert.Equal(_page.Value("content key"), forGroup!.Bytes.ToArray());
        }

        Assert.Equal(OfWords("garita example group key")[..16], _page.Value("group key"));
        Assert.Contains($"{encoded.Length} bytes", _page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_step_of_the_wrapping_agrees()
    {
        using ECDiffieHellman device = KeyPair("garita example device encryption key");
        using ECDiffieHellman ephemeral = KeyPair("garita example ephemeral key");
        byte[] point = [.. _page.Value("ephemeral key x"), .. _page.Value("ephemeral key y")];
        Assert.Equal(KeyOf(ephemeral).Hash, EcPoint.ToKey(point)!.Hash);
        byte[] devicePoint = [.. _page.Value("device key x"), .. _page.Value("device key y")];
        Assert.Equal(KeyOf(device).Hash, EcPoint.ToKey(devicePoint)!.Hash);
        Assert.Equal(_page.Value("its identifier"), KeyOf(device).KeyIdentifier());
        byte[] secret = KeyAgreement.Agree(device, KeyOf(ephemeral));
        Assert.Equal(_page.Value("shared secret"), secret);
        byte[] context = KeyAgreement.Context(-3, 128, KeyOfferEntry.EcdhHeader, KeyAgreement.Protocol);
        Assert.Equal(_page.Value("KDF context"), context);
        byte[] wrapping = KeyAgreement.Derive(secret, [], context);
        Assert.Equal(_page.Value("key that wraps"), wrapping);
        byte[] key = _page.Value("content key");
        Assert.Equal(_page.Value("wrapped for the device"), AesKeyWrap.Wrap(wrapping, key));
        Assert.Equal(_page.Value("wrapped for the group"), AesKeyWrap.Wrap(_page.Value("group key"), key));
    }

    [Fact]
    public void Sizes_agree()
    {
        using ECDiffieHellman device = KeyPair("garita example device encryption key");
        using GroupKey group = new(_page.Value("group key"), "site-1"u8);
        using ImageEncryptor encryptor = new();
        ContentKeyRecipient[] both = [ContentKeyRecipient.Device(KeyOf(device)), ContentKeyRecipient.Group(group)];
        int one = KeyOffer.Create(encryptor.Key, ImageEncryptor.Iv.Span, both[..1]).Length;
        int other = KeyOffer.Create(encryptor.Key, ImageEncryptor.Iv.Span, both[1..]).Length;
        string text = _page.Text.Replace('\n', ' ');
        Assert.Contains($"the device alone it has {one}, to the group alone {other}.", text, StringComparison.Ordinal);
    }

    private static byte[] OfWords(string words) => SHA256.HashData(Encoding.ASCII.GetBytes(words));

    private static EcPublicKey KeyOf(ECDiffieHellman pair)
    {
        EcPublicKey.TryParse(pair.ExportSubjectPublicKeyInfo(), out EcPublicKey? key);
        return key!;
    }

    private static ECDiffieHellman KeyPair(string words) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = OfWords(words),
    });
}
