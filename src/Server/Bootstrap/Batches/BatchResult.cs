using Garita.Authority.Issuing;

namespace Garita.Server.Bootstrap.Batches;

/// <summary>What came of making a batch.</summary>
/// <param name="IsTaken">Whether the name is or was another's; a name is never used again.</param>
/// <param name="Issue">Why no certificate was issued, or none.</param>
/// <param name="Batch">Non-null exactly when nothing is refused.</param>
/// <param name="Certificate">Its birth certificate.</param>
public sealed record BatchResult(
    bool IsTaken, IssueRefusal Issue, BirthBatch? Batch, IssuedCertificate? Certificate);
