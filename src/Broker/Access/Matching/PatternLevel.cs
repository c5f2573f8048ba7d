namespace Garita.Broker.Access.Matching;

/// <summary>One level of a pattern.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Utf8">The level as written, in UTF-8.</param>
internal readonly record struct PatternLevel(PatternLevelKind Kind, byte[] Utf8)
{
    /// <summary>Whether it stands for a value of the peer.</summary>
    public bool IsVariable => Kind >= PatternLevelKind.Id;

    /// <summary>Whether this level and another are written the same.</summary>
    public bool IsSameAs(PatternLevel other) => Kind == other.Kind && Utf8.AsSpan().SequenceEqual(other.Utf8);
}
