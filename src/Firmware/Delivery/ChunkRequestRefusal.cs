namespace Garita.Firmware.Delivery;

/// <summary>Why a device gets no chunks; the numbers are those of the message.</summary>
public enum ChunkRequestRefusal
{
    /// <summary>Nothing is refused.</summary>
    None = 0,

    /// <summary>No such payload is offered to this device on this path. Whether it exists is not told.</summary>
    NotOffered = 1,

    /// <summary>The payload has no such chunk.</summary>
    OutOfRange = 2,

    /// <summary>As many requests of the device wait as may. Ask again when one of them was answered.</summary>
    TooMany = 3,

    /// <summary>The device got as many bytes of this offer as one device gets.</summary>
    BudgetSpent = 4,

    /// <summary>The server cannot read it at present. Try again later, or another path.</summary>
    Unavailable = 5,
}
