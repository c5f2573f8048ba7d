namespace Garita.Contracts.Api.Status;

/// <summary>What the broker holds now and has done since the start.</summary>
/// <param name="Connections">Open connections.</param>
/// <param name="Sessions">Sessions, live and stored.</param>
/// <param name="Subscriptions">Subscriptions, live and stored.</param>
/// <param name="RetainedMessages">Retained messages.</param>
/// <param name="MessagesReceived">Publishes received since the start.</param>
/// <param name="MessagesDelivered">Deliveries written since the start.</param>
/// <param name="MessagesRefused">Publishes refused by the policy since the start.</param>
public sealed record BrokerCounts(
    int Connections,
    int Sessions,
    int Subscriptions,
    int RetainedMessages,
    long MessagesReceived,
    long MessagesDelivered,
    long MessagesRefused);
