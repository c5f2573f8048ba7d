using Garita.Merkle;

namespace Garita.AuditLog.Entries;

/// <summary>Announces a use of a key or an operator's power, before it happens.</summary>
/// <param name="Time">When, to the millisecond.</param>
/// <param name="Operation">Names this use; its outcome carries the same.</param>
/// <param name="Actor">Who asks, for instance <c>operator:anna</c>; up to 255 bytes.</param>
/// <param name="Action">What is asked, for instance <c>certificate.issue</c>; up to 255 bytes.</param>
/// <param name="Subject">What it is done to, for instance a device id; up to 255 bytes, may be empty.</param>
/// <param name="Digest">SHA-256 of what shall be signed; all zero where nothing is.</param>
public sealed record IntentEntry(
    DateTimeOffset Time, Guid Operation, string Actor, string Action, string Subject, MerkleHash Digest) : ILogEntry
{
    /// <inheritdoc/>
    public LogEntryKind Kind => LogEntryKind.Intent;
}
