using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Garita.Firmware.Encryption;
using Garita.Pki.Keys;

namespace Garita.Firmware.Tests.Encryption;

public sealed class CoseVectorTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors", "cose");

    [Fact]
    public void Every_aes_wrap_vector_unwraps_to_its_key_and_wraps_back() => CheckAll("aes-wrap-examples", 15, vector =>
    {
        JsonElement recipient = Recipient(vector);
        byte[] wrapping = Base64Url.DecodeFromChars(recipient.GetProperty("key").GetProperty("k").GetString());
        AssertWraps(wrapping, vector);
    });

    [Fact]
    public void Every_p256_wrap_vector_derives_its_key_and_unwraps() => CheckAll("p256-wrap", 9, vector =>
    {
        JsonElement step = vector.GetProperty("intermediates").GetProperty("recipients")[0];
        byte[] header = CoseMessage.ProtectedHeader(Message(vector));
        int length = Hex(step, "KEK_hex").Length;
        int algorithm = -3 - ((length - 16) / 8);
        byte[] context = KeyAgreement.Context(algorithm, 8 * length, header, []);
        Assert.Equal(Hex(step, "Context_hex"), context);
        byte[] wrapping = KeyAgreement.Derive(Hex(step, "Secret_hex"), [], context, length);
        Assert.Equal(Hex(step, "KEK_hex"), wrapping);
        AssertWraps(wrapping, vector);
    });

    [Theory]
    [InlineData("aes-wrap-examples")]
    [InlineData("ecdh-wrap-examples")]
    [InlineData("RFC8152")]
    public void No_vector_is_a_key_offer_as_it_stands(string folder) => CheckAll(folder, null, vector =>
    {
        bool isEncrypt = Message(vector) is [0xD8, 96, ..];
        KeyOfferRefusal expected = isEncrypt
            ? KeyOfferRefusal.UnsupportedContentAlgorithm
            : KeyOfferRefusal.Malformed;
        Assert.Equal(expected, KeyOffer.TryRead(Message(vector), out KeyOffer? offer));
        Assert.Null(offer);
    });

    [Theory]
    [InlineData("aes-wrap-128-01", KeyOfferRefusal.None)]
    [InlineData("aes-wrap-128-02", KeyOfferRefusal.Malformed)]
    [InlineData("aes-wrap-128-03", KeyOfferRefusal.Malformed)]
    [InlineData("aes-wrap-128-04", KeyOfferRefusal.None)]
    [InlineData("aes-wrap-128-05", KeyOfferRefusal.Malformed)]
    [InlineData("aes-wrap-192-", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("aes-wrap-256-", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("p256-wrap-128-01", KeyOfferRefusal.None)]
    [InlineData("p256-wrap-128-02", KeyOfferRefusal.Malformed)]
    [InlineData("p256-wrap-128-03", KeyOfferRefusal.Malformed)]
    [InlineData("p256-wrap-192-", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("p256-wrap-256-", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("p256-ss-", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("p521-wrap-128-", KeyOfferRefusal.InvalidEphemeralKey)]
    [InlineData("p521-wrap-192-", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("p521-wrap-256-", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("p521-ss-", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("Appendix_B", KeyOfferRefusal.Malformed)]
    [InlineData("Appendix_C_3_", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("Appendix_C_5_1", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("Appendix_C_5_2", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("Appendix_C_5_3", KeyOfferRefusal.UnsupportedKeyAlgorithm)]
    [InlineData("Appendix_C_5_4", KeyOfferRefusal.InvalidEphemeralKey)]
    public void A_vectors_recipient_in_an_offer_has_its_outcome(string name, KeyOfferRefusal expected) =>
        CheckAll(name, null, vector =>
        {
            byte[] offer = CoseMessage.OfferWith(CoseMessage.Recipients(Message(vector)));
            Assert.Equal(expected, KeyOffer.TryRead(offer, out _));
        });

    [Theory]
    [InlineData("aes-wrap-128-01")]
    [InlineData("aes-wrap-128-04")]
    public void A_group_key_vector_opens_in_an_offer(string name) => CheckAll(name, 1, vector =>
    {
        JsonElement key = Recipient(vector).GetProperty("key");
        byte[] bytes = Base64Url.DecodeFromChars(key.GetProperty("k").GetString());
        using GroupKey group = new(bytes, System.Text.Encoding.UTF8.GetBytes(key.GetProperty("kid").GetString()!));
        KeyOffer.TryRead(CoseMessage.OfferWith(CoseMessage.Recipients(Message(vector))), out KeyOffer? offer);
        Assert.Equal(KeyOfferRefusal.None, offer!.TryOpen(group, out ContentKey? content));
        Assert.Equal(Hex(vector.GetProperty("intermediates"), "CEK_hex"), content!.Bytes.ToArray());
        content.Dispose();
    });

    [Fact]
    public void A_device_key_vector_agrees_on_its_secret_and_is_refused_for_its_context() =>
        CheckAll("p256-wrap-128-01", 1, vector =>
        {
            JsonElement key = Recipient(vector).GetProperty("key");
            using ECDiffieHellman own = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                D = Base64Url.DecodeFromChars(key.GetProperty("d").GetString()),
                Q = new ECPoint
                {
                    X = Base64Url.DecodeFromChars(key.GetProperty("x").GetString()),
                    Y = Base64Url.DecodeFromChars(key.GetProperty("y").GetString()),
                },
            });
            byte[] message = Message(vector);
            int x = message.AsSpan().IndexOf(new byte[] { 0x21, 0x58, 0x20 }) + 3;
            EcPublicKey? ephemeral = EcPoint.ToKey([.. message[x..(x + 32)], .. message[(x + 35)..(x + 67)]]);
            JsonElement step = vector.GetProperty("intermediates").GetProperty("recipients")[0];
            Assert.Equal(Hex(step, "Secret_hex"), KeyAgreement.Agree(own, ephemeral!));

            // Its key identifier is a name, so it is for somebody else; with that left out, the context differs.
            KeyOffer.TryRead(CoseMessage.OfferWith(CoseMessage.Recipients(message)), out KeyOffer? offer);
            Assert.Equal(KeyOfferRefusal.NotForThisKey, offer!.TryOpen(own, out ContentKey? content));
            Assert.Null(content);
        });

    private static void AssertWraps(byte[] wrapping, JsonElement vector)
    {
        byte[] expected = Hex(vector.GetProperty("intermediates"), "CEK_hex");
        byte[] wrapped = CoseMessage.Wrapped(Message(vector));
        byte[] key = new byte[wrapped.Length - AesKeyWrap.Overhead];
        Assert.True(AesKeyWrap.TryUnwrap(wrapping, wrapped, key));
        Assert.Equal(expected, key);
        Assert.Equal(wrapped, AesKeyWrap.Wrap(wrapping, key));
    }

    private static void CheckAll(string filter, int? expected, Action<JsonElement> check)
    {
        string[] files = [.. Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories)
            .Where(f => Path.GetRelativePath(Folder, f).Contains(filter, StringComparison.Ordinal))];
        Assert.Equal(expected ?? files.Length, files.Length);
        int judged = 0;
        foreach (string file in files)
        {
            using JsonDocument vector = JsonDocument.Parse(File.ReadAllText(file));
            if (CoseMessage.HasRecipients(Message(vector.RootElement)))
            {
                check(vector.RootElement);
                judged++;
            }
        }

        Assert.NotEqual(0, judged);
    }

    private static JsonElement Recipient(JsonElement vector)
    {
        JsonElement input = vector.GetProperty("input");
        string kind = input.TryGetProperty("mac", out _) ? "mac" : "enveloped";
        return input.GetProperty(kind).GetProperty("recipients")[0];
    }

    private static byte[] Message(JsonElement vector) => Hex(vector.GetProperty("output"), "cbor");

    private static byte[] Hex(JsonElement parent, string name) =>
        Convert.FromHexString(parent.GetProperty(name).GetString()!);
}
