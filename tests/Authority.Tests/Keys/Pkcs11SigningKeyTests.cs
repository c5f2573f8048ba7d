using Garita.Authority.Keys;
using Garita.TestKit;

namespace Garita.Authority.Tests.Keys;

/// <summary>Against a real token. One process sees one configuration of SoftHSM, so it is one class.</summary>
public sealed class Pkcs11SigningKeyTests
{
    [ToolFact("softhsm2-util", SoftHsmToken.KeyTool, SoftHsmToken.Engine)]
    public async Task Token_signs_what_its_public_key_verifies_and_says_nothing_of_itself_but_that()
    {
        using SoftHsmToken token = await SoftHsmToken.CreateAsync();
        string name = await token.MakeKeyAsync("firmware");
        string rsa = await token.MakeKeyAsync("rsa", "rsa", "--bits", "2048");
        string p384 = await token.MakeKeyAsync("p384", "ecdsa", "--curve", "secp384r1");
        token.EnterThisProcess();

        // First, because a token asks a process for its PIN only once.
        Assert.Equal(Pkcs11Opening.NotFound, Open(name, "another PIN", out _));
        Assert.Equal(Pkcs11Opening.Opened, Open(name, SoftHsmToken.Pin, out Pkcs11SigningKey? key));
        using (key)
        {
            byte[] signature = key!.Sign("release"u8);

            Assert.True(key.PublicKey.Verify("release"u8, signature));
            Assert.False(key.PublicKey.Verify("releasf"u8, signature));
            Assert.Equal("[signing key on a token]", key.ToString());
            Parallel.For(0, 20, i => Assert.True(key.PublicKey.Verify([(byte)i], key.Sign([(byte)i]))));
        }

        Assert.Equal(Pkcs11Opening.NotFound, Open($"pkcs11:token={SoftHsmToken.Label};object=other",
            SoftHsmToken.Pin, out _));
        Assert.Equal(Pkcs11Opening.NotP256, Open(rsa, SoftHsmToken.Pin, out _));
        Assert.Equal(Pkcs11Opening.NotP256, Open(p384, SoftHsmToken.Pin, out _));
    }

    private static Pkcs11Opening Open(string name, string pin, out Pkcs11SigningKey? key)
    {
        Assert.Equal(Pkcs11UriRefusal.None, Pkcs11Uri.TryParse(name, out Pkcs11Uri? uri));
        using Passphrase secret = new(pin);
        return Pkcs11SigningKey.TryOpen(uri!, secret, out key);
    }
}
