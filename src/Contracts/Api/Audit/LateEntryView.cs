namespace Garita.Contracts.Api.Audit;

/// <summary>Something that was done while the audit log could not be written, and is to be entered.</summary>
/// <param name="Done">When it was done.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">What, as the log will call it.</param>
/// <param name="Subject">With what, and why.</param>
public sealed record LateEntryView(DateTimeOffset Done, string Actor, string Action, string Subject);
