namespace Garita.Server.Registry;

/// <summary>What came of asking for another state.</summary>
public enum StateChange
{
    /// <summary>It is in that state now; or was before.</summary>
    Done,

    /// <summary>No such identity.</summary>
    Unknown,

    /// <summary>It was removed, and that is for good.</summary>
    Removed,

    /// <summary>Nobody who may use the API would be left.</summary>
    LastOperator,
}
