using Garita.Contracts.Identities;

namespace Garita.Contracts.Tests.Identities;

public sealed class CertificateFingerprintTests
{
    // SHA-256 of "abc", FIPS 180-2 B.1.
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Fingerprint_is_sha256_in_lower_case_hex() =>
        Assert.Equal(OfAbc, CertificateFingerprint.Of("abc"u8).Hex);

    [Fact]
    public void Fingerprint_reads_back_from_either_case()
    {
        Assert.True(CertificateFingerprint.TryParse(OfAbc.ToUpperInvariant(), out CertificateFingerprint fingerprint));

        Assert.Equal(CertificateFingerprint.Of("abc"u8), fingerprint);
        Assert.Equal(OfAbc, fingerprint.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015add")]
    [InlineData("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("ba:78:16:bf:8f:01:cf:ea:41:41:40:de:5d:ae:22:23:b0:03:61:a3:96:17")]
    [InlineData(" a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Text_that_is_not_64_hex_digits_is_refused(string? text)
    {
        Assert.False(CertificateFingerprint.TryParse(text, out CertificateFingerprint fingerprint));
        Assert.Equal(default, fingerprint);
    }

    [Fact]
    public void Nothing_equals_the_fingerprint_of_nothing_but_itself()
    {
        Assert.Equal(string.Empty, default(CertificateFingerprint).Hex);
        Assert.NotEqual(default, CertificateFingerprint.Of([]));
    }
}
