namespace Garita.Broker.Routing;

/// <summary>An in-process service's end of a subscription.</summary>
public interface ILocalSubscriber
{
    /// <summary>
    /// Takes one message, in the order each publisher sent them. Must return soon; it runs on the publisher's thread
    /// with no lock held.
    /// </summary>
    /// <returns>
    /// A ticket that completes when the message is durable. The publisher's PUBACK or PUBREC waits for it; when it
    /// fails, the publisher's connection is closed and nothing is acknowledged.
    /// </returns>
    ValueTask Deliver(Publication publication);
}
