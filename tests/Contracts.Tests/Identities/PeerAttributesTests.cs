using Garita.Contracts.Identities;

namespace Garita.Contracts.Tests.Identities;

public sealed class PeerAttributesTests
{
    [Fact]
    public void Identity_alone_has_no_unit_no_group_and_no_image()
    {
        PeerAttributes attributes = PeerAttributes.Of(Identity.Device("ABCD1234"));

        Assert.Equal(Identity.Device("ABCD1234"), attributes.Identity);
        Assert.Null(attributes.OrganizationalUnit);
        Assert.Empty(attributes.Groups);
        Assert.Empty(attributes.Images);
    }
}
