namespace Garita.Device.Update.Machine;

/// <summary>How far a device is with an update. What is stored; every stage survives a power cut.</summary>
public enum UpdateStage
{
    /// <summary>Nothing is under way; the running image is confirmed.</summary>
    Idle,

    /// <summary>Chunks are fetched, checked and written into the slot that is not running.</summary>
    Downloading,

    /// <summary>All chunks are written; the image is read back and judged.</summary>
    Checking,

    /// <summary>A good image lies sealed in the other slot; nothing happens until it is asked for once more.</summary>
    Staged,

    /// <summary>The boot loader has been told; the device starts again.</summary>
    Restarting,

    /// <summary>The new image runs and is not confirmed.</summary>
    Trial,

    /// <summary>The new image was given up; the device starts again, from the old one.</summary>
    Reverting,
}
