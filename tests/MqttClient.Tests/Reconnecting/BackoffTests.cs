using Garita.MqttClient.Reconnecting;

namespace Garita.MqttClient.Tests.Reconnecting;

public sealed class BackoffTests
{
    private static readonly BackoffOptions Options = new()
    {
        Initial = TimeSpan.FromSeconds(1),
        Longest = TimeSpan.FromSeconds(60),
        StableAfter = TimeSpan.FromSeconds(30),
    };

    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(0.999999, 1.0)]
    public void Wait_lies_between_half_of_its_ceiling_and_the_ceiling(double draw, double share)
    {
        Backoff backoff = new(Options, () => draw);
        foreach (int ceiling in (int[])[1, 2, 4, 8, 16, 32, 60, 60, 60])
        {
            Assert.Equal(ceiling * share, backoff.Next().TotalSeconds, 0.001);
        }
    }

    [Fact]
    public void Wait_never_leaves_its_bounds_however_often_it_fails()
    {
        int draws = 0;
        Backoff backoff = new(Options, () => draws++ * 0.37 % 1);
        for (int i = 0; i < 1000; i++)
        {
            Assert.InRange(backoff.Next(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public void Short_connection_does_not_start_the_waits_over()
    {
        Backoff backoff = new(Options, () => 0);
        backoff.Next();
        backoff.ConnectionEnded(TimeSpan.FromSeconds(29));
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Next());
        backoff.ConnectionEnded(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(0.5), backoff.Next());
    }
}
