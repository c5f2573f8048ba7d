using Garita.Cli.Demo.Simulation;

namespace Garita.Cli.Demo;

/// <summary>The five devices of the demo, one of each type.</summary>
public static class DemoCast
{
    /// <summary>In the order in which they appear.</summary>
    public static IReadOnlyList<DemoRole> Roles { get; } =
    [
        new("7A31C0DE", "TH-2026-00417", new Thermostat()),
        new("19F4B2E8", "EM-2025-11873", new Meter()),
        new("C45D0A76", "TR-2026-02290", new Tracker()),
        new("5E8812BF", "PU-2024-00093", new Pump()),
        new("D2907F31", "DL-2026-01556", new DoorLock()),
    ];
}
