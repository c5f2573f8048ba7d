namespace Garita.Enrollment.Sessions;

/// <summary>What came of a login.</summary>
/// <param name="Refusal">Why not, or none.</param>
/// <param name="Tokens">Non-null exactly when nothing is refused.</param>
public readonly record struct LoginResult(LoginRefusal Refusal, IssuedTokens? Tokens);
