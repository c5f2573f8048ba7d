namespace Garita.Device.Update.Slots;

/// <summary>One of the two places that hold an image.</summary>
public enum SlotName
{
    /// <summary>The first.</summary>
    A,

    /// <summary>The second.</summary>
    B,
}
