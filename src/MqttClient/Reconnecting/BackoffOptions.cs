namespace Garita.MqttClient.Reconnecting;

/// <summary>How long to wait between attempts to connect.</summary>
public sealed record BackoffOptions
{
    /// <summary>The ceiling of the first wait. One second: a restarted broker is back in about that time.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The ceiling of every later wait. Two minutes: long enough for a broker to work off a whole fleet.
    /// </summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a connection must have lasted before waits start over at <see cref="Initial"/>. Thirty seconds: a
    /// client
    /// that is accepted and thrown out again at once must not hammer the broker.
    /// </summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);
}
