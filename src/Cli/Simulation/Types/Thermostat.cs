using System.Text.Json.Nodes;

namespace Garita.Cli.Simulation.Types;

/// <summary>A room that loses heat to the outside and a heater with half a degree of hysteresis.</summary>
public sealed class Thermostat : ISimulatedDevice
{
    private const double OutsideCelsius = 6;
    private const double LossPerHour = 0.35;
    private const double HeaterCelsiusPerHour = 9;
    private const double HysteresisCelsius = 0.25;

    private readonly Noise _noise = new(1);
    private double _room = 19.4;
    private double _target = 20.5;
    private bool _heating;

    /// <inheritdoc/>
    public string Type => "thermostat";

    /// <inheritdoc/>
    public (string Name, JsonObject Arguments) ExampleCommand => ("set-target", new JsonObject { ["celsius"] = 21.5 });

    /// <inheritdoc/>
    public IReadOnlyList<SensorReading> Measure(TimeSpan elapsed)
    {
        _heating = _room < _target - HysteresisCelsius || (_heating && _room < _target + HysteresisCelsius);
        double perHour = (LossPerHour * (OutsideCelsius - _room)) + (_heating ? HeaterCelsiusPerHour : 0);
        _room += perHour * elapsed.TotalHours;
        return
        [
            new SensorReading("temperature", Math.Round(_room + _noise.Error(0.03), 2), "Cel"),
            new SensorReading("target", _target, "Cel"),
            new SensorReading("heating", _heating ? 1 : 0, null),
        ];
    }

    /// <inheritdoc/>
    public JsonObject? Execute(string command, JsonObject arguments)
    {
        if (command != "set-target" || arguments["celsius"] is not JsonValue value
            || !value.TryGetValue(out double celsius) || celsius is < 5 or > 30)
        {
            return null;
        }

        _target = celsius;
        return new JsonObject { ["target"] = _target };
    }
}
