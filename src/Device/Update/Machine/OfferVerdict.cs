namespace Garita.Device.Update.Machine;

/// <summary>What becomes of an offer.</summary>
public enum OfferVerdict
{
    /// <summary>It is under way, now or since before.</summary>
    Accepted,

    /// <summary>It runs already; the server is told so.</summary>
    Running,

    /// <summary>This attempt ended; the server has or gets the report.</summary>
    Concluded,

    /// <summary>The running image is on trial. Nothing is begun before it is confirmed or gone.</summary>
    NotConfirmed,

    /// <summary>The manifest is not about one image for this device.</summary>
    NotAnImage,

    /// <summary>The image is longer than the slot.</summary>
    TooLarge,

    /// <summary>The name or the number of the attempt is none.</summary>
    Malformed,

    /// <summary>The device's storage failed.</summary>
    StorageFailed,
}
