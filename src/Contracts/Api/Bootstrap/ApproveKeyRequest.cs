namespace Garita.Contracts.Api.Bootstrap;

/// <summary>A person's yes to one key that says to be a device.</summary>
/// <param name="Key">The RFC 7638 thumbprint of the key, as the device shows it; 43 characters.</param>
public sealed record ApproveKeyRequest(string Key);
