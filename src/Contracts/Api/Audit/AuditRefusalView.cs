namespace Garita.Contracts.Api.Audit;

/// <summary>How often somebody was refused for one reason within a minute.</summary>
/// <param name="Identity">Who, as far as it was known; may be empty.</param>
/// <param name="Reason">Why.</param>
/// <param name="Count">How often.</param>
public sealed record AuditRefusalView(string Identity, string Reason, long Count);
