using Garita.Contracts.Identities;

namespace Garita.Authority.Issuing;

/// <summary>What came of a request.</summary>
/// <param name="Refusal">Why not, or none.</param>
/// <param name="Certificate">Non-null exactly when nothing is refused.</param>
/// <param name="KeyOwner">
/// With <see cref="IssueRefusal.KeyOfAnother"/>: whose key it was. For the alert and the operator, never for the asker.
/// </param>
public sealed record IssueResult(IssueRefusal Refusal, IssuedCertificate? Certificate, Identity? KeyOwner = null);
