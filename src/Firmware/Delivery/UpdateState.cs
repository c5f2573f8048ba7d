namespace Garita.Firmware.Delivery;

/// <summary>
/// How far a device is with an update, or how it ended; the numbers are those of the message. From
/// <see cref="Installed"/> on the attempt is over.
/// </summary>
public enum UpdateState
{
    /// <summary>Accepted; chunks are fetched, checked and written.</summary>
    Downloading = 1,

    /// <summary>The whole image is read back and judged.</summary>
    Checking = 2,

    /// <summary>A good image lies sealed in the other slot and is not activated.</summary>
    Staged = 3,

    /// <summary>The device puts it off for now; a reason says why. Nobody's fault.</summary>
    Waiting = 4,

    /// <summary>The device starts into the new image.</summary>
    Restarting = 5,

    /// <summary>The new image runs and is not confirmed.</summary>
    Trial = 6,

    /// <summary>The new image was given up; the device goes back.</summary>
    Reverting = 7,

    /// <summary>The new image runs and is confirmed.</summary>
    Installed = 16,

    /// <summary>The new image was tried and given up; the old one runs.</summary>
    RolledBack = 17,

    /// <summary>The offer was withdrawn before activation.</summary>
    Withdrawn = 18,

    /// <summary>Another offer took its place before activation.</summary>
    Superseded = 19,

    /// <summary>What was read back was not the signed image.</summary>
    ReadBackFailed = 20,

    /// <summary>More bytes, attempts or steps than the device allows one update.</summary>
    BudgetSpent = 21,

    /// <summary>The device's storage failed.</summary>
    StorageFailed = 22,

    /// <summary>The device does not take the offer; a reason says why.</summary>
    Refused = 23,
}
