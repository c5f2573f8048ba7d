using Garita.AuditLog.Entries;
using Garita.Merkle;

namespace Garita.AuditLog;

/// <summary>An entry as it lies in the log.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Leaf">Its leaf hash.</param>
/// <param name="Entry">What it tells; null where its bytes were dropped and only the hash remains.</param>
public sealed record StoredEntry(long Index, MerkleHash Leaf, ILogEntry? Entry);
