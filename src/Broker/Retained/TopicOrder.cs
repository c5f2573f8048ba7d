using System.Diagnostics.CodeAnalysis;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Retained;

/// <summary>Retained messages sorted by the bytes of their topics, one a topic. Guarded by the store's lock.</summary>
internal sealed class TopicOrder
{
    private readonly SortedSet<Key> _keys = new(KeyOrder.Instance);

    public int Count => _keys.Count;

    public IEnumerable<RetainedMessage> All => _keys.Select(k => k.Message!);

    public bool TryGet(TopicName topic, [NotNullWhen(true)] out RetainedMessage? message)
    {
        bool found = _keys.TryGetValue(new Key(topic.Utf8.ToArray(), null), out Key key);
        message = found ? key.Message : null;
        return found;
    }

    public void Add(RetainedMessage message) => _keys.Add(KeyOf(message));

    public bool Remove(RetainedMessage message) =>
        _keys.TryGetValue(KeyOf(message), out Key key) && ReferenceEquals(key.Message, message) && _keys.Remove(key);

    /// <summary>Every message whose topic begins with the filter's levels before its first wildcard.</summary>
    public IEnumerable<RetainedMessage> Range(TopicFilter filter)
    {
        ReadOnlySpan<byte> pattern = filter.Pattern;
        int wildcard = pattern.IndexOfAny((byte)'+', (byte)'#');
        // "a/#" matches "a" too: the slash before the wildcard is not part of what all have in common.
        ReadOnlySpan<byte> prefix = wildcard < 0 ? pattern : pattern[..Math.Max(0, wildcard - 1)];
        Key lower = new(prefix.ToArray(), null);
        // 0xFF is in no UTF-8 text: behind everything that begins with the prefix.
        Key upper = wildcard < 0 ? lower : new([.. prefix, 0xFF], null);
        return _keys.GetViewBetween(lower, upper).Select(k => k.Message!);
    }

    private static Key KeyOf(RetainedMessage message) => new(message.Publication.Topic.Utf8.ToArray(), message);

    private readonly record struct Key(byte[] Topic, RetainedMessage? Message);

    private sealed class KeyOrder : IComparer<Key>
    {
        public static KeyOrder Instance { get; } = new();

        public int Compare(Key x, Key y) => x.Topic.AsSpan().SequenceCompareTo(y.Topic);
    }
}
