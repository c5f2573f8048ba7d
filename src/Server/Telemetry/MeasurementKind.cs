namespace Garita.Server.Telemetry;

/// <summary>What sort of value was measured; the numbers are those of the database.</summary>
public enum MeasurementKind
{
    /// <summary>A finite IEEE 754 double.</summary>
    Number = 0,

    /// <summary>True or false.</summary>
    Flag = 1,

    /// <summary>A text.</summary>
    Text = 2,
}
