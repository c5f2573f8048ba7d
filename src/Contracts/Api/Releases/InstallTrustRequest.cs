namespace Garita.Contracts.Api.Releases;

/// <summary>Asks to install the first or the next trust document.</summary>
/// <param name="Document">The signed document, base64.</param>
public sealed record InstallTrustRequest(byte[] Document);
