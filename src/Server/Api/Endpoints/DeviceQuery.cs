namespace Garita.Server.Api.Endpoints;

/// <summary>The parameters of a list of devices, as they came.</summary>
internal sealed record DeviceQuery(
    string? State, string? Type, string? Group, string? Connected, string? After, string? Limit);
