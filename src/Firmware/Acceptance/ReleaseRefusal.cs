namespace Garita.Firmware.Acceptance;

/// <summary>Why a verified manifest is not for a device, in the order in which it is asked.</summary>
public enum ReleaseRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Not about one image with chunks and an epoch, so there is nothing to judge.</summary>
    NotOneImage,

    /// <summary>For another vendor's devices.</summary>
    OtherVendor,

    /// <summary>For another class of devices.</summary>
    OtherClass,

    /// <summary>For a component that the device takes no images for.</summary>
    OtherComponent,

    /// <summary>Revoked by name.</summary>
    Revoked,

    /// <summary>Below the device's epoch: it would bring back what an update closed.</summary>
    EpochBelowFloor,

    /// <summary>A lower sequence number than the device has.</summary>
    OlderSequence,

    /// <summary>The sequence number the device has, on another manifest.</summary>
    SequenceReused,

    /// <summary>The image does not fit into the slot.</summary>
    ImageTooLarge,

    /// <summary>Encrypted, and the device has no key.</summary>
    CannotDecrypt,

    /// <summary>The sequence that says how to install was severed.</summary>
    InstallSevered,
}
