namespace Garita.Device;

/// <summary>Why the device's own side cannot work. A closed set; faults of the broker are the MQTT client's.</summary>
public enum DeviceFault
{
    /// <summary>A file of the device is missing or cannot be read or written.</summary>
    FileUnusable,

    /// <summary>A file that holds a secret can be read by others than its owner.</summary>
    FileExposed,

    /// <summary>A file does not hold what it should.</summary>
    FileInvalid,

    /// <summary>The key store opens with another key or passphrase, or was changed.</summary>
    WrongKey,

    /// <summary>There is no key yet.</summary>
    NoKey,

    /// <summary>There is a key already, and a key is never overwritten.</summary>
    KeyExists,

    /// <summary>There is no certificate yet.</summary>
    NoCertificate,

    /// <summary>The certificate is for another key.</summary>
    CertificateForAnotherKey,

    /// <summary>No copy of the trust state is whole: no update is taken until the device is provisioned anew.</summary>
    TrustStateMissing,

    /// <summary>There is a trust state already, and one is never replaced.</summary>
    TrustStateExists,

    /// <summary>The program that speaks to the boot loader failed: whether its order holds is not known.</summary>
    BootHookFailed,
}
