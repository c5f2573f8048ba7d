using Garita.Cli.Commands;

namespace Garita.Cli.Tests.Commands;

public sealed class ServeLimitsTests
{
    [Fact]
    public void Limits_that_are_given_are_set_and_the_others_keep_their_defaults()
    {
        ServeLimits usual = ServeLimits.Parse([]);
        ServeLimits raised = ServeLimits.Parse(
            ["connections=20000", "connections-per-source=15000", "sessions-per-service=70"]);

        Assert.Equal(20_000, raised.Listener.MaxConnections);
        Assert.Equal(15_000, raised.Listener.MaxConnectionsPerSource);
        Assert.Equal(70, raised.Broker.SessionsPerService);
        Assert.True(raised.Broker.MaxConnections >= 20_000);
        Assert.True(raised.Broker.MaxSessions >= 40_000);
        Assert.Equal(usual.Listener.AcceptsPerSecond, raised.Listener.AcceptsPerSecond);
        Assert.Equal(usual.Broker.MaxConnectionsPerService, raised.Broker.MaxConnectionsPerService);
    }

    [Theory]
    [InlineData("conections=5", "'conections' is not a limit", "connections-per-source")]
    [InlineData("connections", "'connections'", "512 to 1000000")]
    [InlineData("connections=", "'connections='", "512 to 1000000")]
    [InlineData("connections=many", "'connections=many'", "512 to 1000000")]
    [InlineData("connections=511", "'connections=511'", "512 to 1000000")]
    [InlineData("accepts-per-second=-1", "'accepts-per-second=-1'", "1 to 1000000")]
    [InlineData("accepts-per-second=99999999999", "'accepts-per-second=99999999999'", "1 to 1000000")]
    [InlineData("connections-per-source=20000", "cannot be more than connections", "10000")]
    public void Limit_that_is_wrong_names_itself_and_what_would_be_right(string given, string what, string right)
    {
        CliException refused = Assert.Throws<CliException>(() => ServeLimits.Parse([given]));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("--limit", refused.Message, StringComparison.Ordinal);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
        Assert.Contains(right, refused.Message, StringComparison.Ordinal);
    }
}
