using Garita.Contracts.Identities;

namespace Garita.Broker.Routing;

/// <summary>Who can hold a subscription: a session, or an in-process service.</summary>
internal interface IMessageTaker
{
    /// <summary>What delivery is judged by.</summary>
    PeerAttributes Attributes { get; }

    /// <summary>The client id, for no-local; empty for an in-process service.</summary>
    string ClientId { get; }

    /// <summary>
    /// Whether a message would go out now rather than wait; shared subscriptions prefer such a member.
    /// </summary>
    bool IsReachable { get; }

    /// <summary>
    /// Takes one message. Called with no lock held. The ticket completes when the message is as durable as this taker
    /// makes it; it fails when the message may be lost.
    /// </summary>
    ValueTask Take(Publication publication, in DeliveryTerms terms, ref FrameCache frames);
}
