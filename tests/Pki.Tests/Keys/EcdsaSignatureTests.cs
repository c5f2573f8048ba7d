using System.Formats.Asn1;
using System.Numerics;
using Garita.Pki.Keys;

namespace Garita.Pki.Tests.Keys;

public sealed class EcdsaSignatureTests
{
    [Fact]
    public void Signatures_of_a_key_survive_the_way_there_and_back()
    {
        using EphemeralKey key = new();
        for (byte i = 0; i < 64; i++)
        {
            byte[] der = key.Sign([i]);

            Assert.True(EcdsaSignature.TryFromDer(der, out EcdsaSignature? signature));
            Assert.True(EcdsaSignature.TryFromRaw(signature.Raw.Span, out EcdsaSignature? again));
            Assert.Equal(der, again.ToDer());
        }
    }

    [Theory]
    [InlineData("00", "00")]
    [InlineData("01", "7f")]
    [InlineData("80", "00ff")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "0080")]
    public void Integers_of_every_length_are_written_as_der_has_them(string r, string s)
    {
        byte[] der = Der(r, s);
        byte[] raw = [.. Padded(r), .. Padded(s)];

        Assert.True(EcdsaSignature.TryFromDer(der, out EcdsaSignature? signature));
        Assert.Equal(raw, signature.Raw.ToArray());
        Assert.Equal(der, signature.ToDer());
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("3000", "no integers")]
    [InlineData("3003020101", "one integer")]
    [InlineData("3009020101020101020101", "three integers")]
    [InlineData("300602010102010100", "a byte after the end")]
    [InlineData("30070201010202000a", "a needless zero")]
    [InlineData("3006020180020101", "a negative integer")]
    [InlineData("30050200020101", "an empty integer")]
    [InlineData("3006020101020401", "an integer cut short")]
    [InlineData("308106020101020101", "a length in two bytes")]
    [InlineData("3106020101020101", "a set")]
    public void Anything_but_two_positive_integers_is_refused(string hex, string why) =>
        Assert.False(EcdsaSignature.TryFromDer(Convert.FromHexString(hex), out _), why);

    [Fact]
    public void Integers_of_more_than_256_bits_are_refused()
    {
        Assert.False(EcdsaSignature.TryFromDer(Der(new string('f', 66), "01"), out _));
        Assert.False(EcdsaSignature.TryFromRaw(new byte[63], out _));
        Assert.False(EcdsaSignature.TryFromRaw(new byte[65], out _));
    }

    private static byte[] Padded(string hex) => Convert.FromHexString(hex.TrimStart('0').PadLeft(64, '0'));

    private static byte[] Der(string r, string s)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(Convert.FromHexString(r), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(Convert.FromHexString(s), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }
}
