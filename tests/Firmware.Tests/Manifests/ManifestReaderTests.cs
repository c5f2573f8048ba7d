using Garita.Firmware.Manifests;
using Garita.Firmware.Tests.Attacks;

namespace Garita.Firmware.Tests.Manifests;

public sealed class ManifestReaderTests
{
    // { 1: 1, 2: 7, 3: << { 2: [[h'00']] } >>, then one member more.
    private const string Beginning = "a40101020703" + "46a10281814100";

    [Theory]
    [InlineData("07" + "4382030f", ManifestRefusal.None, "validate")]
    [InlineData("3affffffeb" + "4382030f", ManifestRefusal.UnsupportedMember, "install in the low half alone")]
    [InlineData("3bfffffffffffffff8" + "4382030f", ManifestRefusal.Malformed, "a key beyond 64 bits with their sign")]
    [InlineData("1b0000000100000007" + "4382030f", ManifestRefusal.UnsupportedMember, "validate in the low half alone")]
    [InlineData("05" + "818100", ManifestRefusal.UnsupportedMember, "the component of another draft")]
    [InlineData("0a" + "4382030f", ManifestRefusal.UnsupportedMember, "a number that means nothing")]
    [InlineData("20" + "4382030f", ManifestRefusal.UnsupportedMember, "a private number")]
    [InlineData("07" + "822f58200000", ManifestRefusal.Malformed, "validate severed, and its digest cut short")]
    [InlineData("07" + "43820309", ManifestRefusal.None, "another reporting policy")]
    [InlineData("07" + "43820310", ManifestRefusal.Malformed, "a reporting policy of five bits")]
    public void Manifest_with_one_member_more_is_judged_by_that_member(
        string member, ManifestRefusal expected, string what)
    {
        using TestKey key = new();
        byte[] envelope = Forge.Envelope(Convert.FromHexString(Beginning + member), key);

        VerifiedManifest.TryVerify(envelope, Samples.Trust(1, key), out _, out ManifestRefusal refusal);

        Assert.Equal((what, expected), (what, refusal));
    }
}
