namespace Garita.Mqtt.Topics;

/// <summary>
/// Walks the levels of a topic name or filter, without allocating: <c>a//b</c> has three, one of them empty.
/// </summary>
public ref struct TopicLevels
{
    private ReadOnlySpan<byte> _rest;
    private bool _ended;

    /// <summary>Starts before the first level.</summary>
    public TopicLevels(ReadOnlySpan<byte> utf8)
    {
        _rest = utf8;
        _ended = false;
        Current = default;
    }

    /// <summary>The level reached by the last <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Lets <c>foreach</c> walk the levels.</summary>
    public readonly TopicLevels GetEnumerator() => this;

    /// <summary>Goes on to the next level; false after the last.</summary>
    public bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        int end = _rest.IndexOf((byte)'/');
        _ended = end < 0;
        Current = _ended ? _rest : _rest[..end];
        _rest = _ended ? default : _rest[(end + 1)..];
        return true;
    }
}
