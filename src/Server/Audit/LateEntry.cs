using Garita.Merkle;

namespace Garita.Server.Audit;

/// <summary>A use of a power that took effect and that the audit log does not have yet.</summary>
/// <param name="Operation">What its entries will carry.</param>
/// <param name="Done">When it was done.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Subject">With what, and why.</param>
/// <param name="Digest">SHA-256 of what it is about.</param>
/// <param name="LogFrom">An index that is not behind its entries, should the log have some of them after all.</param>
internal sealed record LateEntry(
    Guid Operation, DateTimeOffset Done, string Actor, string Action, string Subject, MerkleHash Digest, long LogFrom)
{
    /// <summary>Its place among those that are late; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>What it led to, in words.</summary>
    public string Detail { get; init; } = "";
}
