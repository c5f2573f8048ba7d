namespace Garita.Enrollment.Sessions;

/// <summary>By what a signed request is told from the others of its key.</summary>
/// <param name="Sequence">Above that of every request before.</param>
/// <param name="Hash">SHA-256 over its bytes as sent, in base64url.</param>
public readonly record struct RequestNumber(long Sequence, string Hash);
