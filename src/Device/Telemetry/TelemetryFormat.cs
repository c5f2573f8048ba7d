namespace Garita.Device.Telemetry;

/// <summary>How a measurement is written.</summary>
public enum TelemetryFormat
{
    /// <summary>JSON (RFC 8259).</summary>
    Json,

    /// <summary>CBOR (RFC 8949), a map with the same names.</summary>
    Cbor,
}
