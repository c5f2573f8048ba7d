namespace Garita.Broker;

/// <summary>Counts at one moment, each exact by itself, not all of the same instant.</summary>
/// <param name="Connections">Connections whose CONNECT was accepted and that have not ended.</param>
/// <param name="Sessions">Sessions, live and stored.</param>
/// <param name="Subscriptions">Subscriptions of sessions and of in-process services.</param>
/// <param name="RetainedMessages">Retained messages.</param>
/// <param name="RetainedBytes">Payload bytes of the retained messages.</param>
/// <param name="MessagesReceived">Publishes accepted since start, wills and in-process ones included.</param>
/// <param name="MessagesDelivered">Publishes handed to takers since start.</param>
/// <param name="MessagesDropped">Deliveries dropped since start: queue full, slow consumer, expired, too large.</param>
/// <param name="Refusals">Refusals of any kind since start.</param>
public sealed record BrokerSnapshot(
    int Connections,
    int Sessions,
    int Subscriptions,
    int RetainedMessages,
    long RetainedBytes,
    long MessagesReceived,
    long MessagesDelivered,
    long MessagesDropped,
    long Refusals);
