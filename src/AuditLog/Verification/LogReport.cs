using Garita.Merkle.Notes;

namespace Garita.AuditLog.Verification;

/// <summary>What verifying a whole log came to.</summary>
/// <param name="Fault">The first thing that is wrong.</param>
/// <param name="Offset">The byte where the record begins that is wrong, or the end.</param>
/// <param name="Entries">Entries read before that.</param>
/// <param name="Dropped">Those of them of which only the hash is left.</param>
/// <param name="Checkpoint">The last checkpoint; null unless everything verifies.</param>
public sealed record LogReport(
    ExportFault Fault, long Offset, long Entries, long Dropped, SignedCheckpoint? Checkpoint);
