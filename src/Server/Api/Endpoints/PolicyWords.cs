using Garita.Broker.Access;

namespace Garita.Server.Api.Endpoints;

/// <summary>Why the policy decided so, for people.</summary>
internal static class PolicyWords
{
    public static string Of(DecisionReason reason) => reason switch
    {
        DecisionReason.NoRule => "No line allows it: the policy denies by default.",
        DecisionReason.AllowedByRule => "A line allows it and none denies it.",
        DecisionReason.DeniedByRule => "A deny line concerns it.",
        DecisionReason.FilterTooWide =>
            "Part of what the filter reaches is allowed, but no single line allows all of it.",
        DecisionReason.FilterNotExact => "A line would allow it, but says exact, and the filter has a wildcard.",
        DecisionReason.EmptyLevel => "It has an empty level, which is refused whatever the lines say.",
        DecisionReason.NotATopic => "It is no topic name, or no topic filter.",
    };
}
