using Garita.Cli.Simulation.Types;

namespace Garita.Cli.Demo;

/// <summary>The five devices of the demo, one of each type, and one that nobody expects.</summary>
public static class DemoCast
{
    /// <summary>In the order in which they appear.</summary>
    public static IReadOnlyList<DemoRole> Roles { get; } =
    [
        new("7a31c0de-0b5e-4c62-9d1f-86c2e4b7a913", "TH-2026-00417", "+34600000417", new Thermostat()),
        new("19f4b2e8-6a27-4f0d-b3c9-5d1e70a8f642", "EM-2025-11873", "+34600011873", new Meter()),
        new("c45d0a76-e81c-4b39-a5f2-093b6d7c1e58", "TR-2026-02290", "+34600002290", new Tracker()),
        new("5e8812bf-94d3-47a6-8e0b-c1f62a35d07b", "PU-2024-00093", "+34600000093", new Pump()),
        new("d2907f31-3c58-4e14-9b6d-7a0e95f1c824", "DL-2026-01556", "+34600001556", new DoorLock()),
    ];

    /// <summary>Made with the birth certificate of the five; no registry ever heard of it.</summary>
    public static DemoRole Stranger { get; } =
        new("0bad5eed-7f12-4d90-8c3a-e6b41f05d7a2", "TH-2026-99999", "+34600099999", new Thermostat());
}
