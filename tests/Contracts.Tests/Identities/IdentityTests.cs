using Garita.Contracts.Identities;

namespace Garita.Contracts.Tests.Identities;

public sealed class IdentityTests
{
    public static TheoryData<IdentityKind> Kinds => [.. Enum.GetValues<IdentityKind>()];

    [Theory]
    [InlineData("ABCD1234")]
    [InlineData("0198c2f0-7d1a-7c3e-9a55-3f2b8e6d4c10")]
    [InlineData("a")]
    [InlineData("pump_7-B")]
    public void Device_id_is_its_common_name_and_the_name_in_its_topics(string id)
    {
        Identity device = Identity.Device(id);

        Assert.Equal(IdentityKind.Device, device.Kind);
        Assert.Equal(id, device.CommonName);
        Assert.Equal(id, device.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a/b")]
    [InlineData("a+")]
    [InlineData("#")]
    [InlineData("$SYS")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("service:commands")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    [InlineData("é")]
    [InlineData("\u0391BCD1234")]
    [InlineData("１２３")]
    public void Name_outside_the_alphabet_is_refused_for_every_kind(string? name)
    {
        foreach (IdentityKind kind in Enum.GetValues<IdentityKind>())
        {
            Assert.False(Identity.TryCreate(kind, name, out Identity identity));
            Assert.Equal(default, identity);
        }
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Name_has_at_most_64_characters(int length, bool valid) =>
        Assert.Equal(valid, Identity.TryCreate(IdentityKind.Device, new string('a', length), out _));

    [Fact]
    public void Prefix_says_the_kind_of_services_and_operators()
    {
        Assert.Equal("service:commands", Identity.Service("commands").CommonName);
        Assert.Equal("operator:ana", Identity.Operator("ana").CommonName);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Common_name_reads_back_to_the_same_identity(IdentityKind kind)
    {
        Assert.True(Identity.TryCreate(kind, "commands", out Identity identity));

        Assert.True(Identity.TryFromCommonName(kind, identity.CommonName, out Identity again));
        Assert.Equal(identity, again);
    }

    [Theory]
    [InlineData(IdentityKind.Device, "service:commands")]
    [InlineData(IdentityKind.Device, "operator:ana")]
    [InlineData(IdentityKind.Service, "operator:ana")]
    [InlineData(IdentityKind.Service, "commands")]
    [InlineData(IdentityKind.Operator, "Operator:ana")]
    [InlineData(IdentityKind.Operator, "operator:")]
    [InlineData(IdentityKind.Service, "service:a:b")]
    public void Common_name_of_another_kind_is_refused(IdentityKind kind, string commonName) =>
        Assert.False(Identity.TryFromCommonName(kind, commonName, out _));

    [Fact]
    public void Same_name_of_two_kinds_is_two_identities() =>
        Assert.NotEqual(Identity.Service("ana"), Identity.Operator("ana"));

    [Fact]
    public void Names_that_differ_by_case_are_two_identities() =>
        Assert.NotEqual(Identity.Device("abcd1234"), Identity.Device("ABCD1234"));

    [Fact]
    public void Bad_name_is_named_in_the_error()
    {
        FormatException error = Assert.Throws<FormatException>(() => Identity.Device("a/b"));

        Assert.Contains("'a/b'", error.Message, StringComparison.Ordinal);
    }
}
