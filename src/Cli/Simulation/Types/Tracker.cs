using System.Text.Json.Nodes;

namespace Garita.Cli.Simulation.Types;

/// <summary>A parcel tracker on a van that goes round Plaza Mayor in Madrid at city speed.</summary>
public sealed class Tracker : ISimulatedDevice
{
    private const double CentreLatitude = 40.41540;
    private const double CentreLongitude = -3.70740;
    private const double RadiusMetres = 350;
    private const double MetresPerDegree = 111_320;

    private readonly Noise _noise = new(3);
    private double _angle;
    private double _speed = 7;
    private double _battery = 87;

    /// <inheritdoc/>
    public string Type => "tracker";

    /// <inheritdoc/>
    public (string Name, JsonObject Arguments) ExampleCommand => ("locate", []);

    private double Latitude => CentreLatitude + (RadiusMetres * Math.Sin(_angle) / MetresPerDegree);

    private double Longitude => CentreLongitude
        + (RadiusMetres * Math.Cos(_angle) / (MetresPerDegree * Math.Cos(CentreLatitude * Math.PI / 180)));

    /// <inheritdoc/>
    public IReadOnlyList<SensorReading> Measure(TimeSpan elapsed)
    {
        _speed = Math.Clamp(_speed + _noise.Error(0.8), 0, 13.9);
        _angle += _speed * elapsed.TotalSeconds / RadiusMetres;
        _battery = Math.Max(0, _battery - (elapsed.TotalHours * 1.2));
        return
        [
            new SensorReading("latitude", Math.Round(Latitude, 5), "lat"),
            new SensorReading("longitude", Math.Round(Longitude, 5), "lon"),
            new SensorReading("speed", Math.Round(_speed, 1), "m/s"),
            new SensorReading("battery", Math.Round(_battery, 1), "%EL"),
        ];
    }

    /// <inheritdoc/>
    public JsonObject? Execute(string command, JsonObject arguments) => command == "locate"
        ? new JsonObject { ["latitude"] = Math.Round(Latitude, 5), ["longitude"] = Math.Round(Longitude, 5) }
        : null;
}
