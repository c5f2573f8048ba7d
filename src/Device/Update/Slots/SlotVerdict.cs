namespace Garita.Device.Update.Slots;

/// <summary>Whether what lies in a slot may be started.</summary>
public enum SlotVerdict
{
    /// <summary>Signed, whole, for this device and not below its floor.</summary>
    Good,

    /// <summary>There is no whole seal: empty, being written, or torn.</summary>
    NotSealed,

    /// <summary>The seal's envelope is not signed by enough of the keys that count for it.</summary>
    NotSigned,

    /// <summary>The manifest is about no single image, about one for other devices, or revoked.</summary>
    NotForThisDevice,

    /// <summary>The manifest's epoch is below the device's floor.</summary>
    BelowFloor,

    /// <summary>The bytes in the slot are not the image that the manifest names.</summary>
    WrongImage,
}
