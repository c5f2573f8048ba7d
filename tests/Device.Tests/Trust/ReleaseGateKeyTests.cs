using System.Security.Cryptography;
using Garita.Device.Trust;
using Garita.Firmware;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Encryption;
using Garita.Firmware.Manifests;
using Garita.Pki.Keys;

namespace Garita.Device.Tests.Trust;

public sealed class ReleaseGateKeyTests : IDisposable
{
    private readonly byte[] _deviceKey;
    private readonly ImageEncryptor _encryptor = new();
    private readonly byte[] _ciphertext = new byte[TrustBench.Image.Length];
    private readonly GroupKey _group = new(RandomNumberGenerator.GetBytes(16), "site-1"u8);
    private readonly TrustBench _bench;

    public ReleaseGateKeyTests()
    {
        using ECDiffieHellman pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        _deviceKey = pair.ExportPkcs8PrivateKey();
        _bench = new TrustBench(TrustBench.Options with { OpenEncryptionKey = Open, GroupKeys = [_group] });
        _encryptor.Encrypt(TrustBench.Image, _ciphertext);
    }

    public void Dispose()
    {
        _bench.Dispose();
        _encryptor.Dispose();
        _group.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encrypted_image_decrypts_chunk_by_chunk_to_the_signed_digest(bool forGroup)
    {
        ReleaseOffer offer = Offer() with { KeyOffer = Keys(forGroup ? ContentKeyRecipient.Group(_group) : Own()) };
        using AcceptedRelease release = _bench.AssertAccepted(offer);
        byte[] image = new byte[_ciphertext.Length];
        for (long n = release.Image.Chunks.LeafCount - 1; n >= 0; n--)
        {
            int offset = (int)release.Chunks.OffsetOf(n);
            int length = release.Chunks.LengthOf(n);
            release.Cipher!.Transform(offset, _ciphertext.AsSpan(offset, length), image.AsSpan(offset, length));
        }

        Assert.Equal(release.Image.Digest, Sha256Digest.Of(image));
    }

    [Fact]
    public void Encrypted_image_meant_for_another_device_is_refused()
    {
        using ECDiffieHellman other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        ReleaseOffer offer = Offer() with { KeyOffer = Keys(Recipient(other)) };
        _bench.AssertRefused(GateRefusal.KeyOfferRefused, offer, nameof(KeyOfferRefusal.NotForThisKey));
    }

    [Fact]
    public void Encrypted_image_without_a_key_or_with_a_broken_one_is_refused()
    {
        _bench.AssertRefused(GateRefusal.KeyOfferMissing, Offer(), nameof(KeyOfferRefusal.NotForThisKey));
        byte[] changed = Keys(Own());
        changed[^1] ^= 1;
        _bench.AssertRefused(
            GateRefusal.KeyOfferRefused, Offer() with { KeyOffer = changed }, nameof(KeyOfferRefusal.WrongKey));
        _bench.AssertRefused(
            GateRefusal.KeyOfferRefused,
            Offer() with { KeyOffer = new byte[] { 0 } },
            nameof(KeyOfferRefusal.Malformed));
    }

    // Anybody can wrap a key to a device. What it leads to is held against the signed digest of the plaintext.
    [Fact]
    public void Key_put_in_place_of_the_right_one_gives_an_image_that_its_digest_refuses()
    {
        using ImageEncryptor attacker = new();
        byte[] keys = KeyOffer.Create(attacker.Key, ImageEncryptor.Iv.Span, [Own()]);
        using AcceptedRelease release = _bench.AssertAccepted(Offer() with { KeyOffer = keys });
        byte[] image = new byte[_ciphertext.Length];
        release.Cipher!.Transform(0, _ciphertext, image);
        Assert.NotEqual(release.Image.Digest, Sha256Digest.Of(image));
    }

    private static ContentKeyRecipient Recipient(ECDiffieHellman pair)
    {
        EcPublicKey.TryParse(pair.ExportSubjectPublicKeyInfo(), out EcPublicKey? key);
        return ContentKeyRecipient.Device(key!);
    }

    private ReleaseOffer Offer()
    {
        using ChunkTreeBuilder tree = new(1024);
        tree.Append(_ciphertext);
        SingleImage image = TrustBench.Single() with
        {
            Chunks = tree.Finish(),
            Payload = new DeliveredPayload(
                PayloadKind.EncryptedImage, _ciphertext.Length, Sha256Digest.Of(_ciphertext)),
        };
        return _bench.Offer(_bench.Envelope(image));
    }

    private byte[] Keys(params ContentKeyRecipient[] recipients) =>
        KeyOffer.Create(_encryptor.Key, ImageEncryptor.Iv.Span, recipients);

    private ContentKeyRecipient Own()
    {
        using ECDiffieHellman pair = Open();
        return Recipient(pair);
    }

    private ECDiffieHellman Open()
    {
        ECDiffieHellman pair = ECDiffieHellman.Create();
        pair.ImportPkcs8PrivateKey(_deviceKey, out _);
        return pair;
    }
}
