using Garita.Broker.Limits;
using Garita.Mqtt.Topics;

namespace Garita.Broker.Routing;

/// <summary>
/// Topics refused by rule, whatever the policy says: <c>$</c> at the start, empty levels, too long, too deep,
/// or with characters that do not show.
/// </summary>
internal static class TopicRules
{
    public static bool Allow(TopicName topic, BrokerOptions limits) =>
        !topic.IsDollar
        && !topic.HasEmptyLevel
        && topic.Utf8.Length <= limits.MaxTopicLength
        && topic.LevelCount <= limits.MaxTopicLevels
        && VisibleText.IsVisible(topic.Utf8);

    public static bool Allow(TopicFilter filter, BrokerOptions limits) =>
        !filter.IsDollar
        && !filter.HasEmptyLevel
        && filter.Utf8.Length <= limits.MaxTopicLength
        && filter.LevelCount <= limits.MaxTopicLevels
        && VisibleText.IsVisible(filter.Utf8);
}
