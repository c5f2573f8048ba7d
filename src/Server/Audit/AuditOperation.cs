using Garita.Merkle;

namespace Garita.Server.Audit;

/// <summary>A use of a power that the log has announced.</summary>
/// <param name="Id">What its outcome carries too.</param>
/// <param name="Digest">SHA-256 of what it is about.</param>
/// <param name="Index">The announcement's place in the log.</param>
internal sealed record AuditOperation(Guid Id, MerkleHash Digest, long Index);
