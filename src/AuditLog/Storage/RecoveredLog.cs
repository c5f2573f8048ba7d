using Garita.Durable;
using Garita.Merkle.Notes;

namespace Garita.AuditLog.Storage;

/// <summary>A log as opening found it, with a checkpoint over all of it. Whoever takes it owns the files.</summary>
internal sealed record RecoveredLog(
    TreeFile Tree, IAppendFile Segment, long[] Segments, SignedCheckpoint Checkpoint);
