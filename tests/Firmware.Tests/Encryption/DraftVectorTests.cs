using System.Security.Cryptography;
using System.Text.Json;
using Garita.Firmware.Encryption;
using Garita.Pki.Keys;

namespace Garita.Firmware.Tests.Encryption;

public sealed class DraftVectorTests : IDisposable
{
    private readonly JsonDocument _examples = JsonDocument.Parse(File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "Vectors", "suit-encryption", "examples.json")));

    [Fact]
    public void The_aes_kw_example_decrypts()
    {
        using GroupKey group = new(Hex("groupKey"), Hex("groupKeyId"));
        Assert.Equal(KeyOfferRefusal.None, KeyOffer.TryRead(Hex("aesKwCtr", "info"), out KeyOffer? offer));
        Assert.Equal(KeyOfferRefusal.None, offer!.TryOpen(group, out ContentKey? key));
        Assert.Equal(Hex("contentKey"), key!.Bytes.ToArray());
        Assert.Equal(Hex("plaintext"), Decrypt(offer, key, Hex("aesKwCtr", "ciphertext")));
        key.Dispose();
    }

    [Fact]
    public void The_aes_kw_example_of_an_older_draft_is_refused_for_its_protected_header() => Assert.Equal(
        KeyOfferRefusal.Malformed, KeyOffer.TryRead(Hex("aesKwCtrProtectedAlgorithm", "info"), out _));

    // The example's key was derived with A128CTR in the context, where the draft's text asks for A128KW.
    [Fact]
    public void The_ecdh_ctr_example_decrypts_once_its_context_is_named()
    {
        byte[] info = Hex("ecdhCtr", "info");
        using ECDiffieHellman device = Device();
        Assert.Equal(KeyOfferRefusal.None, KeyOffer.TryRead(info, out KeyOffer? offer));
        Assert.Equal(KeyOfferRefusal.WrongKey, offer!.TryOpen(device, out _));
        using ContentKey key = ContentKey.Own(Unwrap("ecdhCtr", ephemeralX: 45, wrapped: info.Length - 24));
        Assert.Equal(Hex("contentKey"), key.Bytes.ToArray());
        Assert.Equal(Hex("plaintext"), Decrypt(offer, key, Hex("ecdhCtr", "ciphertext")));
    }

    [Fact]
    public void The_ecdh_example_with_the_drafts_context_gives_its_key()
    {
        byte[] info = Hex("ecdhGcm", "info");
        Assert.Equal(KeyOfferRefusal.UnsupportedContentAlgorithm, KeyOffer.TryRead(info, out _));
        byte[] key = Unwrap("ecdhGcm", ephemeralX: 44, wrapped: info.Length - 24);
        Assert.Equal(Hex("ecdhGcm", "contentKey"), key);
    }

    public void Dispose() => _examples.Dispose();

    private static byte[] Decrypt(KeyOffer offer, ContentKey key, byte[] ciphertext)
    {
        using ContentCipher cipher = offer.CreateCipher(key);
        byte[] plaintext = new byte[ciphertext.Length];
        cipher.Transform(0, ciphertext, plaintext);
        return plaintext;
    }

    private byte[] Unwrap(string example, int ephemeralX, int wrapped)
    {
        byte[] info = Hex(example, "info");
        using ECDiffieHellman device = Device();
        int x = info.AsSpan().IndexOf(new byte[] { 0x21, 0x58, 0x20 }) + 3;
        Assert.Equal(ephemeralX, x);
        byte[] point = [.. info[x..(x + 32)], .. info[(x + 35)..(x + 67)]];
        byte[] secret = KeyAgreement.Agree(device, EcPoint.ToKey(point)!);
        int algorithm = _examples.RootElement.GetProperty(example).GetProperty("contextAlgorithm").GetInt32();
        byte[] context = KeyAgreement.Context(algorithm, 128, KeyOfferEntry.EcdhHeader, KeyAgreement.Protocol);
        byte[] key = new byte[16];
        Assert.True(AesKeyWrap.TryUnwrap(KeyAgreement.Derive(secret, [], context), info.AsSpan(wrapped), key));
        return key;
    }

    private ECDiffieHellman Device() => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = Hex("deviceKey", "d"),
        Q = new ECPoint { X = Hex("deviceKey", "x"), Y = Hex("deviceKey", "y") },
    });

    private byte[] Hex(params string[] path)
    {
        JsonElement element = path.Aggregate(_examples.RootElement, (at, name) => at.GetProperty(name));
        return Convert.FromHexString(element.GetString()!);
    }
}
