using System.Text.Json.Nodes;

namespace Garita.Cli.Simulation.Types;

/// <summary>A device that behaves like the real thing: its values follow from physics, time and commands.</summary>
public interface ISimulatedDevice
{
    /// <summary>The device's type in the registry.</summary>
    string Type { get; }

    /// <summary>A command that it understands, as the demo sends it.</summary>
    (string Name, JsonObject Arguments) ExampleCommand { get; }

    /// <summary>Lets time pass and reads every sensor.</summary>
    IReadOnlyList<SensorReading> Measure(TimeSpan elapsed);

    /// <summary>Carries out a command; null when this device has no such command.</summary>
    JsonObject? Execute(string command, JsonObject arguments);
}
