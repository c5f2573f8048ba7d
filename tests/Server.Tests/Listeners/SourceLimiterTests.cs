using System.Net;
using Garita.Server.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Listeners;

public sealed class SourceLimiterTests
{
    private static readonly ListenerOptions s_options = new()
    {
        MaxConnections = 5, MaxConnectionsPerSource = 3, AcceptsPerSecondPerSource = 1, MaxHandshakes = 1,
    };

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Source_gets_its_burst_and_then_its_rate()
    {
        SourceLimiter limiter = new(s_options, _time);
        SourceAddress source = Source("192.0.2.1");
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(limiter.TryEnter(source));
            limiter.Leave(source);
        }

        Assert.Equal(HandshakeRefusal.RateLimited, limiter.TryEnter(source));
        Assert.Null(limiter.TryEnter(Source("192.0.2.2")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limiter.TryEnter(source));
        Assert.Equal(HandshakeRefusal.RateLimited, limiter.TryEnter(source));
    }

    [Fact]
    public void Source_and_all_together_get_no_more_than_their_places()
    {
        SourceLimiter limiter = new(s_options, _time);
        SourceAddress one = Source("192.0.2.1");
        Enter(limiter, one, 3);
        _time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(HandshakeRefusal.TooManyFromSource, limiter.TryEnter(one));
        Enter(limiter, Source("192.0.2.2"), 2);
        Assert.Equal(HandshakeRefusal.TooManyConnections, limiter.TryEnter(Source("192.0.2.3")));

        limiter.Leave(one);
        Assert.Null(limiter.TryEnter(one));
        Assert.Equal(5, limiter.Connections);
    }

    [Fact]
    public void Sources_without_connections_are_forgotten()
    {
        SourceLimiter limiter = new(s_options, _time);
        for (int i = 0; i < 100_000; i++)
        {
            SourceAddress source = SourceAddress.Of(new IPAddress(0x0A000000 + i));
            Assert.Null(limiter.TryEnter(source));
            limiter.Leave(source);
            if (i % 1_000 == 0)
            {
                _time.Advance(TimeSpan.FromSeconds(2));
            }
        }

        Assert.InRange(limiter.Sources, 1, 10_000);
    }

    [Fact]
    public void Sources_in_a_flood_of_addresses_stay_bounded()
    {
        SourceLimiter limiter = new(s_options, _time);
        for (int i = 0; i < 300_000; i++)
        {
            SourceAddress source = SourceAddress.Of(new IPAddress(0x0A000000 + i));
            limiter.TryEnter(source);
            limiter.Leave(source);
        }

        Assert.InRange(limiter.Sources, 1, 140_000);
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void Addresses_are_one_source_by_their_network(string one, string other, bool same) =>
        Assert.Equal(same, Source(one) == Source(other));

    [Theory]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::/64")]
    public void Source_prints_its_network(string address, string printed) =>
        Assert.Equal(printed, Source(address).ToString());

    private static SourceAddress Source(string address) => SourceAddress.Of(IPAddress.Parse(address));

    private static void Enter(SourceLimiter limiter, SourceAddress source, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Assert.Null(limiter.TryEnter(source));
        }
    }
}
