using Garita.Authority.Issuing;
using Garita.Server.Registry;

namespace Garita.Server.Issuing;

/// <summary>What came of adding an identity.</summary>
/// <param name="Name">Why the name was refused, or none.</param>
/// <param name="Issue">Why no certificate was issued, or none.</param>
/// <param name="Record">The identity; non-null exactly when nothing is refused.</param>
/// <param name="Certificate">Its first certificate; non-null exactly when nothing is refused.</param>
public sealed record EnrollmentResult(
    AddRefusal Name, IssueRefusal Issue, IdentityRecord? Record, IssuedCertificate? Certificate);
