namespace Garita.AuditLog.Entries;

/// <summary>How often one identity was refused for one reason within a minute.</summary>
/// <param name="Identity">Who, as far as it was known; up to 255 bytes, may be empty.</param>
/// <param name="Reason">Why, from a closed set of the part that refused; up to 255 bytes.</param>
/// <param name="Count">How often; at least 1.</param>
public sealed record RefusalRow(string Identity, string Reason, uint Count);
