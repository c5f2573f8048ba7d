using Garita.Merkle.Signatures;
using Garita.TestKit;

namespace Garita.Merkle.Tests.Signatures;

public sealed class Ed25519Tests
{
    // RFC 8032 7.1, tests 1 to 3: secret, public, message, signature.
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
        + "24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
        + "eeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed2"
        + "8dc027beceea1ec40a")]
    public void Signatures_are_those_of_the_standard(string seed, string half, string message, string signature)
    {
        using Ed25519PrivateKey key = Ed25519PrivateKey.FromSeed(Convert.FromHexString(seed));
        byte[] data = Convert.FromHexString(message);
        Assert.Equal(half, Convert.ToHexStringLower(key.PublicKey.Bytes.Span));
        Assert.Equal(signature, Convert.ToHexStringLower(key.Sign(data)));
        Assert.True(key.PublicKey.Verify(data, Convert.FromHexString(signature)));
        Assert.False(key.PublicKey.Verify([.. data, 0], Convert.FromHexString(signature)));
    }

    [Fact]
    public void A_changed_signature_or_one_of_another_length_is_refused()
    {
        using Ed25519PrivateKey key = TestKeys.Ed25519(1);
        byte[] signature = key.Sign("data"u8);
        for (int bit = 0; bit < 8 * signature.Length; bit++)
        {
            byte[] changed = [.. signature];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.PublicKey.Verify("data"u8, changed));
        }

        Assert.False(key.PublicKey.Verify("data"u8, signature.AsSpan()[..63]));
        Assert.False(key.PublicKey.Verify("data"u8, [.. signature, 0]));
        Assert.False(key.PublicKey.Verify("data"u8, []));
    }

    [Fact]
    public void Keys_of_another_length_are_refused_and_a_secret_is_not_printed()
    {
        Assert.Throws<ArgumentException>(() => Ed25519PrivateKey.FromSeed(new byte[31]));
        Assert.False(Ed25519PublicKey.TryRead(new byte[33], out _));
        using Ed25519PrivateKey key = TestKeys.Ed25519(2);
        Assert.Equal("[signing key]", key.ToString());
    }

    [ToolFact("openssl")]
    public async Task Openssl_verifies_our_signature()
    {
        using TemporaryDirectory folder = new();
        string At(string name) => Path.Combine(folder.Path, name);
        using Ed25519PrivateKey key = TestKeys.Ed25519(3);
        await File.WriteAllBytesAsync(At("data"), "a note\n"u8.ToArray());
        await File.WriteAllBytesAsync(At("sig"), key.Sign("a note\n"u8));
        byte[] spki = [.. Convert.FromHexString("302A300506032B6570032100"), .. key.PublicKey.Bytes.Span];
        await File.WriteAllBytesAsync(At("key"), spki);
        (int exit, string output) = await ToolRun.RunAsync(
            "openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", At("key"), "-rawin", "-in",
            At("data"), "-sigfile", At("sig"));
        Assert.True(exit == 0, output);
    }
}
