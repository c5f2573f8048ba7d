namespace Garita.Broker.Access;

/// <summary>Why the policy allowed or refused; a closed set, safe as a metric label.</summary>
public enum DecisionReason
{
    /// <summary>No line allows it: the policy denies by default.</summary>
    NoRule,

    /// <summary>A line allows it and none denies it.</summary>
    AllowedByRule,

    /// <summary>A <c>deny</c> line concerns it.</summary>
    DeniedByRule,

    /// <summary>Part of what the filter reaches is allowed, but no single line allows all of it.</summary>
    FilterTooWide,

    /// <summary>A line would allow it, but that line says <c>exact</c> and the filter has a wildcard.</summary>
    FilterNotExact,

    /// <summary>
    /// The topic or filter has an empty level (<c>a//b</c>, <c>/a</c>, <c>a/</c>); refused whatever the lines say.
    /// </summary>
    EmptyLevel,

    /// <summary>What was asked about is no topic name or topic filter at all (only from an explanation).</summary>
    NotATopic,
}
