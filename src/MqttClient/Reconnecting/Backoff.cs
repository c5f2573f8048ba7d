namespace Garita.MqttClient.Reconnecting;

/// <summary>
/// Exponential waits, each drawn evenly from the upper half of its ceiling: the half keeps a fleet's attempts apart,
/// the floor keeps one unlucky draw from hammering. Not thread-safe; owned by the connect loop.
/// </summary>
public sealed class Backoff(BackoffOptions options, Func<double> jitter)
{
    private int _failures;

    /// <summary>The next wait, between half of its ceiling and the ceiling.</summary>
    public TimeSpan Next()
    {
        // The exponent stops growing at 2^30, long after the ceiling has been reached, so that it cannot overflow.
        double doubled = options.Initial.TotalMilliseconds * (1L << Math.Min(_failures, 30));
        double ceiling = Math.Min(doubled, options.Longest.TotalMilliseconds);
        _failures++;
        return TimeSpan.FromMilliseconds((ceiling / 2) + (jitter() * ceiling / 2));
    }

    /// <summary>Starts over if the connection that has just ended lasted long enough.</summary>
    public void ConnectionEnded(TimeSpan lasted)
    {
        if (lasted >= options.StableAfter)
        {
            _failures = 0;
        }
    }
}
