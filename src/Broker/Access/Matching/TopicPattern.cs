using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Access.Matching;

/// <summary>
/// A rule's pattern, matched level by level against UTF-8 with the peer's own values in place of the variables. Topics
/// and filters handed in are well formed and have no empty level. Nothing here allocates.
/// </summary>
internal sealed class TopicPattern(string text, PatternLevel[] levels)
{
    private readonly PatternLevel[] _levels = levels;

    /// <summary>The pattern as written.</summary>
    public string Text { get; } = text;

    /// <summary>The levels, at least one.</summary>
    public ReadOnlySpan<PatternLevel> Levels => _levels;

    /// <summary>Whether a topic name is one of those the pattern stands for.</summary>
    public bool Matches(ReadOnlySpan<byte> topic, PeerAttributes peer)
    {
        TopicLevels reader = new(topic);
        for (int i = 0; i < _levels.Length; i++)
        {
            if (_levels[i].Kind == PatternLevelKind.AnyRest)
            {
                return i > 0 || topic[0] != '$'; // [MQTT-4.7.2-1]
            }

            if (!reader.MoveNext() || !MatchesLevel(i, reader.Current, peer))
            {
                return false;
            }
        }

        return !reader.MoveNext();
    }

    /// <summary>Whether every topic that a filter matches is one that the pattern stands for.</summary>
    public bool Covers(ReadOnlySpan<byte> filter, PeerAttributes peer)
    {
        TopicLevels reader = new(filter);
        for (int i = 0; i < _levels.Length; i++)
        {
            if (_levels[i].Kind == PatternLevelKind.AnyRest)
            {
                return i > 0 || filter[0] != '$'; // [MQTT-4.7.2-1]
            }

            if (!reader.MoveNext())
            {
                return false;
            }

            ReadOnlySpan<byte> level = reader.Current;
            if (level is [(byte)'#'])
            {
                return i == 0 && IsAnyTopic();
            }

            bool covered = level is [(byte)'+']
                ? _levels[i].Kind == PatternLevelKind.AnyOne
                : MatchesLevel(i, level, peer);
            if (!covered)
            {
                return false;
            }
        }

        return !reader.MoveNext();
    }

    /// <summary>Whether at least one topic that a filter matches is one that the pattern stands for.</summary>
    public bool Intersects(ReadOnlySpan<byte> filter, PeerAttributes peer)
    {
        TopicLevels reader = new(filter);
        for (int i = 0; i < _levels.Length; i++)
        {
            if (_levels[i].Kind == PatternLevelKind.AnyRest)
            {
                return i > 0 || filter[0] != '$'; // [MQTT-4.7.2-1]
            }

            if (!reader.MoveNext())
            {
                return false;
            }

            ReadOnlySpan<byte> level = reader.Current;
            if (level is [(byte)'#'])
            {
                return CanMatchFrom(i, peer);
            }

            bool meets = level is [(byte)'+'] ? CanMatchAt(i, peer) : MatchesLevel(i, level, peer);
            if (!meets)
            {
                return false;
            }
        }

        return !reader.MoveNext() || reader.Current is [(byte)'#']; // '#' also matches the level before it
    }

    /// <summary>Whether this pattern stands for all that another one stands for, whoever the peer is.</summary>
    public bool Covers(TopicPattern other)
    {
        for (int i = 0; i < _levels.Length; i++)
        {
            PatternLevel mine = _levels[i];
            if (mine.Kind == PatternLevelKind.AnyRest)
            {
                return i > 0 || !other.StartsWithDollar();
            }

            if (i >= other._levels.Length)
            {
                return false;
            }

            PatternLevel its = other._levels[i];
            if (its.Kind == PatternLevelKind.AnyRest)
            {
                return i == 0 && IsAnyTopic();
            }

            bool any = mine.Kind == PatternLevelKind.AnyOne && !(i == 0 && other.StartsWithDollar());
            if (!any && !mine.IsSameAs(its))
            {
                return false;
            }
        }

        return _levels.Length == other._levels.Length;
    }

    // '+/#' stands for the same topics as '#': every topic has a first level.
    private bool IsAnyTopic() =>
        _levels is [{ Kind: PatternLevelKind.AnyOne }, { Kind: PatternLevelKind.AnyRest }];

    private bool StartsWithDollar() => _levels[0].Kind == PatternLevelKind.Literal && _levels[0].Utf8[0] == '$';

    private bool MatchesLevel(int index, ReadOnlySpan<byte> level, PeerAttributes peer)
    {
        ref readonly PatternLevel mine = ref _levels[index];
        return mine.Kind switch
        {
            PatternLevelKind.Literal => level.SequenceEqual(mine.Utf8),
            PatternLevelKind.AnyOne => index > 0 || level[0] != '$', // [MQTT-4.7.2-1]
            PatternLevelKind.AnyRest => true,
            PatternLevelKind.Id or PatternLevelKind.CommonName or PatternLevelKind.OrganizationalUnit
                or PatternLevelKind.Group or PatternLevelKind.Image =>
                PeerValue.Is(mine.Kind, level, index == 0, peer),
        };
    }

    private bool CanMatchFrom(int index, PeerAttributes peer)
    {
        for (int i = index; i < _levels.Length; i++)
        {
            if (!CanMatchAt(i, peer))
            {
                return false;
            }
        }

        return true;
    }

    // A filter's leading wildcard never reaches a topic that starts with '$' [MQTT-4.7.2-1].
    private bool CanMatchAt(int index, PeerAttributes peer) =>
        !(index == 0 && StartsWithDollar()) && PeerValue.Exists(_levels[index].Kind, index == 0, peer);
}
