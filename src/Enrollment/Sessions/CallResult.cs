namespace Garita.Enrollment.Sessions;

/// <summary>What came of a request with an access token.</summary>
/// <param name="Refusal">Why not, or none.</param>
/// <param name="Session">Non-null exactly when nothing is refused.</param>
/// <param name="IsRepeat">Whether it is the last request once more, whose reply was lost.</param>
public readonly record struct CallResult(SessionRefusal Refusal, TokenSession? Session, bool IsRepeat);
