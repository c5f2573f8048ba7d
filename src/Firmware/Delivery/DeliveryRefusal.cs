namespace Garita.Firmware.Delivery;

/// <summary>Why a message about an update is not read. A closed set.</summary>
public enum DeliveryRefusal
{
    /// <summary>Nothing is refused.</summary>
    None,

    /// <summary>Longer than such a message may be; nothing of it was read.</summary>
    TooLong,

    /// <summary>Not deterministic CBOR, another kind of item than belongs there, or bytes behind the end.</summary>
    Malformed,

    /// <summary>A key that the message has not.</summary>
    UnknownMember,

    /// <summary>A key that it must have is missing, or two that exclude each other are there.</summary>
    MissingMember,

    /// <summary>A value outside its limits or its closed set.</summary>
    OutOfRange,
}
