namespace Garita.Device.Update.Machine;

/// <summary>What can happen to an update.</summary>
public enum UpdateEvent
{
    /// <summary>A release for this device was offered, and every check of the offer passed.</summary>
    Offered,

    /// <summary>The offer is gone, or the server said that it is not wanted any more.</summary>
    Withdrawn,

    /// <summary>The last chunk is durable.</summary>
    AllWritten,

    /// <summary>What was read back is the signed image.</summary>
    ReadBackGood,

    /// <summary>What was read back is not the signed image.</summary>
    ReadBackBad,

    /// <summary>The server, or the maker's policy, said that this image is wanted now.</summary>
    Wanted,

    /// <summary>The program started from the slot with the new image.</summary>
    StartedNew,

    /// <summary>The program started from the slot with the old image.</summary>
    StartedOld,

    /// <summary>The program started from the old slot, and the boot loader never heard of the new one.</summary>
    NotTried,

    /// <summary>The health checks passed and the server was reached.</summary>
    Healthy,

    /// <summary>A health check failed or the time for them ran out.</summary>
    Unhealthy,

    /// <summary>A budget ran out: attempts, bytes, or steps.</summary>
    BudgetSpent,

    /// <summary>The storage failed.</summary>
    StorageFailed,
}
