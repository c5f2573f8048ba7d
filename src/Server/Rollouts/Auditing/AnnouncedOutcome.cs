using Garita.Server.Audit;

namespace Garita.Server.Rollouts.Auditing;

/// <summary>Something that was stored and that the audit log does not tell of as done yet.</summary>
/// <param name="Id">Counts up in the order in which it was stored.</param>
/// <param name="Operation">As it was announced.</param>
/// <param name="Detail">In words.</param>
internal sealed record AnnouncedOutcome(long Id, AuditOperation Operation, string Detail);
