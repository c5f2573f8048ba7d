namespace Garita.Device.Tests.Update;

/// <summary>
/// What happens to the operation at which the power goes, and to what was written before and not synced.
/// </summary>
internal enum CutKind
{
    /// <summary>Nothing of the operation is done; what was not synced is lost.</summary>
    BeforeAndUnsyncedLost,

    /// <summary>A part of the operation is done; of what was not synced any part is there.</summary>
    Torn,

    /// <summary>The operation is done, and all before it is there.</summary>
    After,

    /// <summary>The power stays; the operation fails, once.</summary>
    InputOutputError,
}
