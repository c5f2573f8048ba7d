namespace Garita.Mqtt.Topics;

/// <summary>Compares topic names, and lets a dictionary keyed by them be looked up with received bytes.</summary>
public sealed class TopicNameComparer :
    IEqualityComparer<TopicName>, IAlternateEqualityComparer<ReadOnlySpan<byte>, TopicName>
{
    /// <summary>The one instance; it has no state.</summary>
    public static TopicNameComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(TopicName? x, TopicName? y) => x is null ? y is null : x.Equals(y);

    /// <inheritdoc/>
    public int GetHashCode(TopicName obj) => obj.GetHashCode();

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, TopicName other) => alternate.SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate) => Utf8Comparer.HashOf(alternate);

    /// <summary>Makes the name for bytes that a parser has checked.</summary>
    /// <exception cref="FormatException">They were not checked, and are not a topic name.</exception>
    public TopicName Create(ReadOnlySpan<byte> alternate) =>
        TopicName.TryParse(alternate, out var name) ? name : throw new FormatException("Not a topic name.");
}
