namespace Garita.Rollouts.Targets;

/// <summary>How a target compares.</summary>
public enum TargetOperator
{
    /// <summary><c>=</c>: the same text; of <c>group</c>, it is among them.</summary>
    Equal,

    /// <summary><c>!=</c>: not that.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>, of versions.</summary>
    Less,

    /// <summary><c>&lt;=</c>, of versions.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>, of versions.</summary>
    Greater,

    /// <summary><c>&gt;=</c>, of versions.</summary>
    GreaterOrEqual,

    /// <summary><c>~</c>: begins with.</summary>
    Begins,

    /// <summary><c>in ( … )</c>: one of these.</summary>
    In,
}
