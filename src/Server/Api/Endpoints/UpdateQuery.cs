namespace Garita.Server.Api.Endpoints;

/// <summary>The query parameters of a list of updates, as they came.</summary>
internal sealed record UpdateQuery(string? Deployment, string? Device, string? After, string? Limit);
