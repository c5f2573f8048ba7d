namespace Garita.Device.Update.Simulation;

/// <summary>What a simulated image does when it is started.</summary>
public enum ImageBehaviour
{
    /// <summary>It works.</summary>
    Works,

    /// <summary>It dies at its first instruction.</summary>
    Crashes,

    /// <summary>It runs, and its health check fails.</summary>
    Unwell,
}
