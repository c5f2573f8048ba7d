namespace Garita.Enrollment.Sessions;

/// <summary>What came of a refresh.</summary>
/// <param name="Refusal">Why not, or none.</param>
/// <param name="Tokens">Non-null exactly when nothing is refused.</param>
public readonly record struct RefreshResult(SessionRefusal Refusal, IssuedTokens? Tokens);
