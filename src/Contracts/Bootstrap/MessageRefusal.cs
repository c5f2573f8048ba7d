namespace Garita.Contracts.Bootstrap;

/// <summary>Why bytes are not a request or a reply.</summary>
public enum MessageRefusal
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>Longer than <see cref="BootstrapWire.MaxMessageBytes"/>.</summary>
    TooLong,

    /// <summary>
    /// Not one JSON object in UTF-8 of at most <see cref="BootstrapWire.MaxDepth"/> levels with the members it must
    /// have, each once, each of its type, and no other.
    /// </summary>
    Malformed,

    /// <summary>Well formed, of another version.</summary>
    Version,

    /// <summary>A member is longer or larger than it may be, or not in its one spelling.</summary>
    Value,

    /// <summary>The body is not the one that goes with the op or the code.</summary>
    Body,
}
