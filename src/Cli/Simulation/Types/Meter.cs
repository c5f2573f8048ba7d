using System.Text.Json.Nodes;

namespace Garita.Cli.Simulation.Types;

/// <summary>An electricity meter of a household: a base load, and a kettle now and then.</summary>
public sealed class Meter : ISimulatedDevice
{
    private const double BaseWatts = 280;
    private const double KettleWatts = 2100;

    private readonly Noise _noise = new(2);
    private double _energyKilowattHours = 4182.37;
    private bool _kettle;

    /// <inheritdoc/>
    public string Type => "meter";

    /// <inheritdoc/>
    public (string Name, JsonObject Arguments) ExampleCommand => ("read", []);

    /// <inheritdoc/>
    public IReadOnlyList<SensorReading> Measure(TimeSpan elapsed)
    {
        _kettle = _kettle ? !_noise.Chance(0.2) : _noise.Chance(0.06);
        double watts = BaseWatts + (_kettle ? KettleWatts : 0) + _noise.Error(6);
        _energyKilowattHours += watts / 1000 * elapsed.TotalHours;
        return
        [
            new SensorReading("power", Math.Round(watts, 1), "W"),
            new SensorReading("voltage", Math.Round(230.4 + _noise.Error(0.4), 1), "V"),
            new SensorReading("energy", Math.Round(_energyKilowattHours, 3), "kWh"),
        ];
    }

    /// <inheritdoc/>
    public JsonObject? Execute(string command, JsonObject arguments) => command == "read"
        ? new JsonObject { ["energy"] = Math.Round(_energyKilowattHours, 3), ["unit"] = "kWh" }
        : null;
}
