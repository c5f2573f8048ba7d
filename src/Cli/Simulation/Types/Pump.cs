using System.Text.Json.Nodes;

namespace Garita.Cli.Simulation.Types;

/// <summary>A circulation pump: flow follows speed, pressure its square, vibration grows with both.</summary>
public sealed class Pump : ISimulatedDevice
{
    private const double RatedRpm = 2900;

    private readonly Noise _noise = new(4);
    private double _rpm = 2000;
    private double _wantedRpm = 2000;

    /// <inheritdoc/>
    public string Type => "pump";

    /// <inheritdoc/>
    public (string Name, JsonObject Arguments) ExampleCommand => ("set-speed", new JsonObject { ["rpm"] = 2400 });

    /// <inheritdoc/>
    public IReadOnlyList<SensorReading> Measure(TimeSpan elapsed)
    {
        _rpm += (_wantedRpm - _rpm) * Math.Min(1, elapsed.TotalSeconds / 3);
        double load = _rpm / RatedRpm;
        return
        [
            new SensorReading("speed", Math.Round(_rpm + _noise.Error(4)), "1/min"),
            new SensorReading("flow", Math.Round((60 * load) + _noise.Error(0.3), 1), "l/min"),
            new SensorReading("pressure", Math.Round((2.6 * load * load) + _noise.Error(0.01), 2), "bar"),
            new SensorReading(
                "vibration", Math.Round(0.4 + (1.6 * load * load) + Math.Abs(_noise.Error(0.05)), 2), "mm/s"),
        ];
    }

    /// <inheritdoc/>
    public JsonObject? Execute(string command, JsonObject arguments)
    {
        if (command != "set-speed" || arguments["rpm"] is not JsonValue value
            || !value.TryGetValue(out double rpm) || rpm is < 0 or > RatedRpm)
        {
            return null;
        }

        _wantedRpm = rpm;
        return new JsonObject { ["rpm"] = _wantedRpm };
    }
}
