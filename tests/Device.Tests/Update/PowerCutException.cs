namespace Garita.Device.Tests.Update;

/// <summary>The power is gone. No program catches this.</summary>
internal sealed class PowerCutException : Exception;
