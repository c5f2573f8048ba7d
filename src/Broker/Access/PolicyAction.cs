namespace Garita.Broker.Access;

/// <summary>What a peer wants to do.</summary>
public enum PolicyAction
{
    /// <summary>Send a message to a topic; also a will or a retained message.</summary>
    Publish,

    /// <summary>Ask for all that a filter matches.</summary>
    Subscribe,

    /// <summary>Be handed one message on a topic.</summary>
    Receive,
}
