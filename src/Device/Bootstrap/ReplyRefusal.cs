namespace Garita.Device.Bootstrap;

/// <summary>Why bytes are not the reply to a request.</summary>
public enum ReplyRefusal
{
    /// <summary>They are.</summary>
    None,

    /// <summary>Not a signed reply in its one spelling.</summary>
    Malformed,

    /// <summary>By a key that this device does not hold.</summary>
    UnknownKey,

    /// <summary>The key did not sign it.</summary>
    Signature,

    /// <summary>Signed, and not what the protocol says a reply to this op is.</summary>
    Message,

    /// <summary>To another device.</summary>
    OtherDevice,

    /// <summary>To another request: an old reply, or another's.</summary>
    OtherRequest,
}
