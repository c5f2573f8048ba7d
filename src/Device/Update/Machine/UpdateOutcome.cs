namespace Garita.Device.Update.Machine;

/// <summary>How an update ended, or why it was not begun. What the server is told.</summary>
public enum UpdateOutcome
{
    /// <summary>The new image runs and is confirmed.</summary>
    Installed,

    /// <summary>The new image was tried and given up; the old one runs.</summary>
    RolledBack,

    /// <summary>The offer was withdrawn before activation.</summary>
    Withdrawn,

    /// <summary>Another offer took its place before activation.</summary>
    Superseded,

    /// <summary>What was read back from the slot was not the signed image.</summary>
    ReadBackFailed,

    /// <summary>More bytes, attempts or steps than the device allows one update.</summary>
    BudgetSpent,

    /// <summary>The device's storage failed.</summary>
    StorageFailed,
}
