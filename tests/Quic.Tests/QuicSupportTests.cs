namespace Garita.Quic.Tests;

public sealed class QuicSupportTests
{
    [Fact]
    public void Support_names_an_engine_or_what_to_install()
    {
        Assert.Equal(QuicSupport.Engine is null, QuicSupport.Missing is not null);
        Assert.Equal(QuicSupport.Engine is null, QuicSupport.Description is null);
    }
}
