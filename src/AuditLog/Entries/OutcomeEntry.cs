using Garita.Merkle;

namespace Garita.AuditLog.Entries;

/// <summary>Tells how a use that an <see cref="IntentEntry"/> announced ended.</summary>
/// <param name="Time">When, to the millisecond.</param>
/// <param name="Operation">The operation of the intent.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Digest">SHA-256 of what was made; all zero where nothing was.</param>
/// <param name="Detail">One line of words, up to 255 bytes, may be empty.</param>
public sealed record OutcomeEntry(
    DateTimeOffset Time, Guid Operation, OutcomeResult Result, MerkleHash Digest, string Detail) : ILogEntry
{
    /// <inheritdoc/>
    public LogEntryKind Kind => LogEntryKind.Outcome;
}
