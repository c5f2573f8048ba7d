using Garita.Broker.Routing;

namespace Garita.Broker.Connections;

/// <summary>One PUBLISH for one connection.</summary>
/// <param name="Publication">The message.</param>
/// <param name="Terms">How it goes to this taker.</param>
/// <param name="PacketId">0 with QoS 0.</param>
/// <param name="IsDuplicate">Whether it may have been sent before.</param>
internal readonly record struct PublishToSend(
    Publication Publication, DeliveryTerms Terms, ushort PacketId, bool IsDuplicate);
