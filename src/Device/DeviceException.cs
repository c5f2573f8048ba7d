namespace Garita.Device;

/// <summary>What the SDK throws for a fault of the device's own side. Its message names files, never secrets.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Names what failed.</summary>
    public DeviceException(DeviceFault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
    }

    /// <summary>What failed.</summary>
    public DeviceFault Fault { get; }
}
