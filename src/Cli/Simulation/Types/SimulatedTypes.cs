namespace Garita.Cli.Simulation.Types;

/// <summary>The five types of simulated devices.</summary>
public static class SimulatedTypes
{
    /// <summary>Their names in the registry.</summary>
    public static IReadOnlyList<string> Names { get; } = ["thermostat", "meter", "tracker", "pump", "door-lock"];

    /// <summary>Every command that some type understands.</summary>
    public static IReadOnlyList<string> Commands { get; } =
        ["set-target", "read", "locate", "set-speed", "lock", "unlock"];

    /// <summary>A new device of a type; null where there is no such type.</summary>
    public static ISimulatedDevice? Create(string? type) => type switch
    {
        "thermostat" => new Thermostat(),
        "meter" => new Meter(),
        "tracker" => new Tracker(),
        "pump" => new Pump(),
        "door-lock" => new DoorLock(),
        _ => null,
    };
}
