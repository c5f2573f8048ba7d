using System.Text.Json;

namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>One measurement, as a device with a certificate publishes it over MQTT.</summary>
/// <param name="Series">What would follow <c>private/{id}/telemetry/</c> in the topic; 1 to 128 characters.</param>
/// <param name="Payload">
/// What would be the message: <c>{"value": …, "time": unix milliseconds, "unit": …}</c>.
/// </param>
public sealed record Measure(string Series, JsonElement Payload);
