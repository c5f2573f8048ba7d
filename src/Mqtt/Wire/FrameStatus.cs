namespace Garita.Mqtt.Wire;

/// <summary>What <see cref="FrameReader"/> found at the start of its input.</summary>
public enum FrameStatus
{
    /// <summary>A whole frame.</summary>
    Complete,

    /// <summary>A good start; more bytes are needed.</summary>
    Incomplete,

    /// <summary>No frame can start like this; the connection is to be closed.</summary>
    Malformed,

    /// <summary>The declared length is above the limit; nothing of the body was waited for.</summary>
    TooLarge,
}
