using Garita.Contracts.Identities;

namespace Garita.Broker.Routing;

/// <summary>An in-process subscriber as a taker. One per subscription: its filters are never merged.</summary>
internal sealed class LocalTaker(PeerAttributes attributes, ILocalSubscriber subscriber) : IMessageTaker
{
    public PeerAttributes Attributes => attributes;

    public string ClientId => string.Empty;

    public bool IsReachable => true;

    public ValueTask Take(Publication publication, in DeliveryTerms terms, ref FrameCache frames)
    {
        try
        {
            return subscriber.Deliver(publication);
        }
        catch (Exception fault) // The boundary to a service: its fault is its publisher's ticket, not a timer's end.
        {
            return ValueTask.FromException(fault);
        }
    }
}
