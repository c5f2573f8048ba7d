namespace Garita.Server.Api.Endpoints;

/// <summary>The query parameters of a list of releases, as they came.</summary>
internal sealed record ReleaseQuery(string? Vendor, string? Class, string? After, string? Limit);
