namespace Garita.Broker.Access.Matching;

/// <summary>What a rule's line is about.</summary>
internal enum RuleVerb : byte
{
    /// <summary>Sending.</summary>
    Publish,

    /// <summary>Asking for and receiving.</summary>
    Subscribe,
}
