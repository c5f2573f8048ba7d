namespace Garita.Broker;

/// <summary>What a change of policy or groups took away; given back only when all of it was judged again.</summary>
/// <param name="Sessions">Sessions that were looked at, live and stored.</param>
/// <param name="SubscriptionsRemoved">Subscriptions that are no longer allowed.</param>
/// <param name="QueuedDropped">Messages taken out of queues.</param>
/// <param name="WillsDropped">Wills discarded.</param>
/// <param name="RetainedDropped">Retained messages removed.</param>
public sealed record RejudgeReport(
    int Sessions,
    int SubscriptionsRemoved,
    int QueuedDropped,
    int WillsDropped,
    int RetainedDropped);
