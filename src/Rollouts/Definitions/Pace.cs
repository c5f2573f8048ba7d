namespace Garita.Rollouts.Definitions;

/// <summary>How fast devices are offered the release.</summary>
public sealed record Pace
{
    /// <summary>New offers in a minute, over the whole rollout.</summary>
    public int PerMinute { get; init; } = 1000;

    /// <summary>
    /// Devices that have been offered it and are not judged yet; bounds how many are hit before anybody can know.
    /// </summary>
    public int Unjudged { get; init; } = 1000;

    /// <summary>Bytes of images a second, on average, that the offers give rise to; null for no ceiling.</summary>
    public long? BytesPerSecond { get; init; }
}
