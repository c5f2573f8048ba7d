namespace Garita.Quic.Tests;

public sealed class QuicLimitsTests
{
    [Fact]
    public void Limits_of_their_defaults_are_in_range() => new QuicLimits().Validate();

    [Fact]
    public void Limits_out_of_range_are_refused_by_name()
    {
        var fault = Assert.Throws<ArgumentOutOfRangeException>(
            () => new QuicLimits { StreamWindowBytes = 1 }.Validate());
        Assert.Equal(nameof(QuicLimits.StreamWindowBytes), fault.ParamName);
    }

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("ünicode")]
    [InlineData("123456789012345678901234567890123")]
    public void Protocols_that_cannot_be_sent_are_refused(params string[] protocols) =>
        Assert.Throws<ArgumentException>(() => QuicLimits.CheckProtocols(protocols));
}
