using System.Text.Json.Nodes;

namespace Garita.Cli.Simulation.Types;

/// <summary>A battery-powered door lock: a bolt, a counter of openings and a slowly falling cell.</summary>
public sealed class DoorLock : ISimulatedDevice
{
    private readonly Noise _noise = new(5);
    private bool _locked = true;
    private int _openings = 318;
    private double _volts = 5.92;

    /// <inheritdoc/>
    public string Type => "door-lock";

    /// <inheritdoc/>
    public (string Name, JsonObject Arguments) ExampleCommand => ("unlock", []);

    /// <inheritdoc/>
    public IReadOnlyList<SensorReading> Measure(TimeSpan elapsed)
    {
        _volts -= elapsed.TotalHours * 0.0004;
        return
        [
            new SensorReading("locked", _locked ? 1 : 0, null),
            new SensorReading("openings", _openings, null),
            new SensorReading("battery", Math.Round(_volts + _noise.Error(0.004), 2), "V"),
        ];
    }

    /// <inheritdoc/>
    public JsonObject? Execute(string command, JsonObject arguments)
    {
        if (command is not ("lock" or "unlock"))
        {
            return null;
        }

        _openings += _locked && command == "unlock" ? 1 : 0;
        _locked = command == "lock";
        return new JsonObject { ["locked"] = _locked };
    }
}
