namespace Garita.Enrollment.Grants;

/// <summary>What came of redeeming.</summary>
/// <param name="Refusal">Why not, or none.</param>
/// <param name="Grant">Non-null exactly when nothing is refused.</param>
public readonly record struct GrantResult(GrantRefusal Refusal, EnrollmentGrant? Grant);
