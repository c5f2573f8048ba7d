using Garita.Contracts.Identities;

namespace Garita.Enrollment.Sessions;

/// <summary>A request whose signature by the key that it names was found right. Whose key it is, is not said.</summary>
/// <param name="Device">Whom it says to be.</param>
/// <param name="Thumbprint">The RFC 7638 thumbprint of the key that signed.</param>
/// <param name="Number">Its number and hash.</param>
public sealed record SignedCall(Identity Device, string Thumbprint, RequestNumber Number);
