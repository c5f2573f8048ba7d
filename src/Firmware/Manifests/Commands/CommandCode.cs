namespace Garita.Firmware.Manifests.Commands;

/// <summary>The commands that this program knows, numbered as the draft does. Any other is refused.</summary>
public enum CommandCode
{
    /// <summary>Condition: the vendor is the device's.</summary>
    VendorIdentifier = 1,

    /// <summary>Condition: the class is the device's.</summary>
    ClassIdentifier = 2,

    /// <summary>Condition: the component holds an image of this digest and size.</summary>
    ImageMatch = 3,

    /// <summary>Condition: the component is in this slot.</summary>
    ComponentSlot = 5,

    /// <summary>Directive: what follows is about these components.</summary>
    SetComponentIndex = 12,

    /// <summary>Condition: never holds.</summary>
    Abort = 14,

    /// <summary>Directive: sequences, tried in turn until one succeeds.</summary>
    TryEach = 15,

    /// <summary>Directive: sets parameters.</summary>
    OverrideParameters = 20,

    /// <summary>Directive: gets a payload into the component.</summary>
    Fetch = 21,

    /// <summary>Directive: copies another component into this one.</summary>
    Copy = 22,

    /// <summary>Directive: starts the component.</summary>
    Invoke = 23,

    /// <summary>Condition: the device is this one.</summary>
    DeviceIdentifier = 24,

    /// <summary>Directive: a sequence inside this one.</summary>
    RunSequence = 32,
}
