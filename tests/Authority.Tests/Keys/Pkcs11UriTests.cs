using Garita.Authority.Keys;

namespace Garita.Authority.Tests.Keys;

public sealed class Pkcs11UriTests
{
    [Theory]
    [InlineData("pkcs11:token=release;object=firmware", Pkcs11UriRefusal.None)]
    [InlineData("pkcs11:model=SoftHSM%20v2;serial=11b9ff55b3d45f63;id=%36%A1;type=private", Pkcs11UriRefusal.None)]
    [InlineData("pkcs11:token=release;object=firmware;pin-value=1234", Pkcs11UriRefusal.HoldsPin)]
    [InlineData("pkcs11:token=release;object=firmware?pin-source=file:/etc/pin", Pkcs11UriRefusal.HoldsPin)]
    [InlineData("pkcs11:token=release;object=firmware?pin-value", Pkcs11UriRefusal.HoldsPin)]
    [InlineData("pkcs11:token=a;object=b?module-path=/tmp/evil.so", Pkcs11UriRefusal.UnknownAttribute)]
    [InlineData("pkcs11:token=a;object=b;", Pkcs11UriRefusal.UnknownAttribute)]
    [InlineData("pkcs11:", Pkcs11UriRefusal.UnknownAttribute)]
    [InlineData("pkcs11:token=release", Pkcs11UriRefusal.NotOneKey)]
    [InlineData("pkcs11:object=firmware", Pkcs11UriRefusal.NotOneKey)]
    [InlineData("pkcs11:token=a;token=b;object=c", Pkcs11UriRefusal.Malformed)]
    [InlineData("pkcs11:token=a;object=", Pkcs11UriRefusal.Malformed)]
    [InlineData("pkcs11:token=a;object", Pkcs11UriRefusal.Malformed)]
    [InlineData("pkcs11:token=a;object=%4", Pkcs11UriRefusal.Malformed)]
    [InlineData("pkcs11:token=a;object=b\u0000c", Pkcs11UriRefusal.Malformed)]
    [InlineData("release.key", Pkcs11UriRefusal.Malformed)]
    [InlineData(null, Pkcs11UriRefusal.Malformed)]
    public void Name_is_taken_only_when_it_names_one_key_and_no_pin(string? text, Pkcs11UriRefusal expected)
    {
        Assert.Equal(expected, Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri));
        Assert.Equal(expected == Pkcs11UriRefusal.None ? text : null, uri?.ToString());
    }

    [Fact]
    public void Name_beyond_the_limit_is_refused() => Assert.Equal(
        Pkcs11UriRefusal.Malformed, Pkcs11Uri.TryParse("pkcs11:token=a;object=" + new string('b', 1024), out _));
}
