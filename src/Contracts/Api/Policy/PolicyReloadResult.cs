namespace Garita.Contracts.Api.Policy;

/// <summary>What a reload did; answered when everything open has been judged again.</summary>
/// <param name="Policy">The policy now in force.</param>
/// <param name="SubscriptionsRemoved">Live and stored subscriptions that are no longer granted.</param>
/// <param name="WillsDiscarded">Stored wills that are no longer granted.</param>
/// <param name="RetainedDiscarded">Retained messages that are no longer granted.</param>
/// <param name="QueuedDiscarded">Queued messages that are no longer granted.</param>
public sealed record PolicyReloadResult(
    PolicyView Policy,
    int SubscriptionsRemoved,
    int WillsDiscarded,
    int RetainedDiscarded,
    int QueuedDiscarded);
