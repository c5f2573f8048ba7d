using Garita.Pki.Issuing;
using Garita.Pki.Profiles;

namespace Garita.Pki.Tests.Profiles;

public sealed class CertificateProfilesTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Every_role_has_its_row_in_the_order_of_the_roles() =>
        Assert.Equal(Enum.GetValues<CertificateRole>(), CertificateProfiles.All.Select(p => p.Role));

    [Fact]
    public void No_two_client_profiles_of_one_issuer_have_the_same_purposes()
    {
        string[] keys = [.. CertificateProfiles.All.Where(p => !p.IsAuthority)
            .Select(p => p.Issuer + string.Join(' ', p.Purposes))];
        Assert.Equal(6, keys.Length);
        Assert.Equal(keys, keys.Distinct());
    }

    // C1.2. Signature and serial vary in length, so the bound is held over many and the longest is looked for.
    [Fact]
    public void A_device_certificate_for_8_characters_under_one_letter_is_at_most_360_bytes()
    {
        int longest = Enumerable.Range(0, 400).Max(_ => _pki.Leaf(CertificateRole.Device, "ABCD1234").Length);
        Assert.InRange(longest, 340, 360);
    }

    [Fact]
    public void One_more_character_of_the_id_costs_one_byte()
    {
        int eight = Enumerable.Range(0, 50).Max(_ => _pki.Leaf(CertificateRole.Device, "ABCD1234").Length);
        int nine = Enumerable.Range(0, 50).Max(_ => _pki.Leaf(CertificateRole.Device, "ABCD12345").Length);
        Assert.InRange(nine - eight, 0, 2);
    }

    [Theory]
    [InlineData("mqtt.lan", true)]
    [InlineData("MQTT.lan", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    [InlineData("*.lan", false)]
    [InlineData("mqtt lan", false)]
    [InlineData("-a.lan", false)]
    [InlineData("a..lan", false)]
    [InlineData("", false)]
    [InlineData("1", false)]
    [InlineData("300.1.1.1", false)]
    [InlineData("mqtt.lan/x", false)]
    public void A_server_name_is_a_dns_name_or_an_address(string text, bool valid)
    {
        Assert.Equal(valid, AlternativeNames.TryParse([text], out AlternativeNames names, out string? wrong));
        Assert.Equal(valid ? 1 : 0, names.All.Count());
        Assert.Equal(valid ? null : text, wrong);
    }
}
