namespace Garita.Contracts.Api.Releases;

/// <summary>A trust document that the server verified.</summary>
/// <param name="Version">Its version; versions only go up.</param>
/// <param name="Digest">SHA-256 over the signed document, 64 lower-case hex digits.</param>
/// <param name="Document">The signed document, base64.</param>
/// <param name="InstalledBy">The common name of the operator who installed it.</param>
/// <param name="Installed">When.</param>
/// <param name="LogIndex">Its entry in the audit log.</param>
public sealed record TrustView(
    long Version,
    string Digest,
    byte[] Document,
    string InstalledBy,
    DateTimeOffset Installed,
    long LogIndex);
