namespace Garita.Server.Api.Endpoints;

/// <summary>The parameters of a question for measurements, as they came.</summary>
internal sealed record TelemetryRequest(
    string Id, string? Series, string? From, string? To, string? After, string? Limit, string? Format);
