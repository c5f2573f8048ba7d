namespace Garita.Broker.Routing;

/// <summary>What became of a publish by an in-process service.</summary>
public enum PublishOutcome
{
    /// <summary>Every taker has it, the durable ones durably.</summary>
    Accepted,

    /// <summary>
    /// The topic breaks the rules: it starts with <c>$</c>, has an empty level, is too long or too deep.
    /// </summary>
    TopicNameInvalid,

    /// <summary>The policy does not allow it.</summary>
    NotAuthorized,

    /// <summary>It was to be retained and a limit leaves no room.</summary>
    QuotaExceeded,
}
