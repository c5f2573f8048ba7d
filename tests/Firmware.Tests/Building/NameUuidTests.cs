using Garita.Firmware.Building;

namespace Garita.Firmware.Tests.Building;

public sealed class NameUuidTests
{
    [Fact]
    public void Vendor_of_the_drafts_examples_is_made_from_its_domain() =>
        Assert.Equal(DraftDevice.Vendor, NameUuid.Vendor("arm.com"));

    [Fact]
    public void Classes_differ_by_vendor_and_by_model()
    {
        Guid vendor = NameUuid.Vendor("example.com");

        Assert.Equal(NameUuid.Class(vendor, "a"), NameUuid.Class(vendor, "a"));
        Assert.NotEqual(NameUuid.Class(vendor, "a"), NameUuid.Class(vendor, "b"));
        Assert.NotEqual(NameUuid.Class(vendor, "a"), NameUuid.Class(NameUuid.Vendor("example.org"), "a"));
        Assert.Equal(5, vendor.Version);
    }
}
