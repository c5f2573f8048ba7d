namespace Garita.Firmware.Processing;

/// <summary>How carrying out a manifest ended.</summary>
public enum ProcessingOutcome
{
    /// <summary>Every command of the procedure succeeded.</summary>
    Done,

    /// <summary>The manifest names a component that the device does not have.</summary>
    UnknownComponent,

    /// <summary>A section that the procedure needs is not there: never was, or was severed.</summary>
    SectionMissing,

    /// <summary>The sequence number is lower than the one the device has.</summary>
    OlderSequence,

    /// <summary>A condition for another vendor.</summary>
    OtherVendor,

    /// <summary>A condition for another class of devices.</summary>
    OtherClass,

    /// <summary>A condition for another device.</summary>
    OtherDevice,

    /// <summary>The component is in another slot.</summary>
    OtherSlot,

    /// <summary>The component does not hold the image.</summary>
    ImageMismatch,

    /// <summary>The manifest says to stop here.</summary>
    Aborted,

    /// <summary>A try-each of which no alternative succeeded.</summary>
    NoAlternative,

    /// <summary>A command whose parameter nobody set.</summary>
    ParameterMissing,

    /// <summary>The URI names a payload in the envelope, and the envelope has none of that name.</summary>
    PayloadMissing,

    /// <summary>The payload could not be fetched.</summary>
    FetchFailed,

    /// <summary>The component could not be copied.</summary>
    CopyFailed,

    /// <summary>The component could not be started.</summary>
    InvokeFailed,

    /// <summary>More steps than <see cref="Manifests.ManifestLimits.MaxSteps"/>.</summary>
    TooManySteps,
}
