namespace Garita.Device.Update.Boot;

/// <summary>Why a slot was started.</summary>
public enum BootReason
{
    /// <summary>It is the confirmed one.</summary>
    Confirmed,

    /// <summary>It is on trial and had an attempt left.</summary>
    Trial,

    /// <summary>The confirmed slot may not be started, and this one may.</summary>
    LastResort,

    /// <summary>No boot record was left; this is the older of the images that may be started.</summary>
    NoRecord,
}
