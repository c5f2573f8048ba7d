namespace Garita.Contracts.Api.People;

/// <summary>Asks for a new API token.</summary>
/// <param name="Name">1 to 64 of <c>A-Z a-z 0-9 - _</c>; not in use.</param>
/// <param name="Days">How long it works, in days: 1 to 366; 90 if left out.</param>
public sealed record AddTokenRequest(string Name, int? Days = null);
