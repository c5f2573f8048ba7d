namespace Garita.Contracts.Api.Audit;

/// <summary>Entries of the audit log in their order.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">Pass as <c>from</c> for those that follow; null at the end of the log.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntryView> Items, long? Next);
